"""Words that came too late, logos sent at once, addresses kept: nothing is lost."""

from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from plateformes.grilles import charger_grilles
from plateformes.models import Fonction, LogoReseau, Plateforme, Proposition, Relecture
from plateformes.services.cycle import changer_statut
from plateformes.services.evaluation import drop_evaluation, open_evaluation
from plateformes.services.liens_porteur import ouvrir_lien
from plateformes.services.propositions import refuser
from plateformes.services.vocabulaire import GENRES, modifier_mot, reunir_mots
from tests.fabriques import make_plateforme
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db
FONCTIONS = GENRES["fonctions"]


def test_a_review_cancelled_meanwhile_gives_its_comment_back(client):
    plateforme, gens = batir("en_relecture")
    relecture = Relecture.objects.get()
    ici = f"/plateformes/atelier/relectures/{relecture.reference}/"
    client.force_login(gens["relectrice"])
    assert "Rendre ma relecture" in client.get(ici).content.decode()
    changer_statut(plateforme=plateforme, action="publier", par=gens["membre"])
    saisie = {"verdict": "reserves", "commentaire": "Le prix manque <b>"}
    reponse = client.post(ici, saisie)
    texte = reponse.content.decode()
    assert reponse.status_code == 409
    assert "n’est plus attendue" in texte
    assert "Le prix manque &lt;b&gt;" in texte
    assert client.get(ici).status_code == 200
    remarque = client.post(
        f"/plateformes/atelier/fiche/{plateforme.code}/remarques/",
        {"champ": "accroche", "texte": "Une remarque de trop"},
    )
    assert remarque.status_code == 409
    assert "Une remarque de trop" in remarque.content.decode()
    # A curator who had it keeps the page of reviews, and their words too.
    Relecture.objects.update(relecteur=gens["membre"])
    client.force_login(gens["membre"])
    reponse = client.post(ici, saisie)
    assert reponse.status_code == 422
    assert "Le prix manque &lt;b&gt;" in reponse.content.decode()


def test_answers_to_a_grid_closed_meanwhile_are_given_back(client):
    charger_grilles()
    plateforme, gens = batir("publiee")
    evaluation = open_evaluation(plateforme=plateforme, par=gens["membre"])
    client.force_login(gens["membre"])
    ici = f"/plateformes/evaluations/{evaluation.reference}/repondre/"
    assert client.get(ici).status_code == 200
    drop_evaluation(evaluation=evaluation, par=gens["membre"])
    reponse = client.post(ici, {"benefices-commentaire": "Les comptes sont publiés"})
    assert reponse.status_code == 409
    assert "Les comptes sont publiés" in reponse.content.decode()
    client.force_login(gens["agent"])
    assert client.post(ici, {"benefices-commentaire": "Les comptes"}).status_code == 404


def test_a_link_that_expired_gives_back_what_its_holder_wrote(client):
    plateforme, gens = batir("publiee")
    lien, jeton = ouvrir_lien(
        plateforme=plateforme, courriel="p@exemple.example", par=gens["membre"]
    )
    ici = f"/plateformes/porteur/{jeton}/"
    assert client.get(ici).status_code == 200
    lien.revoque_le = timezone.now()
    lien.save()
    for adresse in (ici, f"{ici}droit-de-reponse/"):
        reponse = client.post(
            adresse, {"accroche": "Prêter ses outils", "csrfmiddlewaretoken": "secret " * 3}
        )
        assert reponse.status_code == 410
        assert "Prêter ses outils" in reponse.content.decode()
        assert "secret secret" not in reponse.content.decode()


def test_a_reason_written_while_a_colleague_answered_is_shown_again(client):
    plateforme, gens = batir("publiee")
    proposition = Proposition.objects.create(
        plateforme=plateforme,
        nature="modification",
        origine="public",
        valeurs={"langues": "breton", "accroche": "Mieux"},
        base={"langues": "", "accroche": ""},
    )
    ici = f"/plateformes/atelier/propositions/{proposition.reference}/"
    client.force_login(gens["membre"])
    # Nothing ticked: the reason typed and the boxes stay as they were.
    texte = client.post(ici, {"decision": "accepter", "motif": "À voir"}).content.decode()
    assert "À voir" in texte
    assert 'id="champ-langues" checked' not in texte
    refuser(proposition=proposition, par=gens["administration"], motif="Pas vrai")
    reponse = client.post(ici, {"decision": "refuser", "motif": "Déjà dit ailleurs"})
    texte = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Pas vrai" in texte
    assert "Déjà dit ailleurs" in texte
    proposition.refresh_from_db()
    assert proposition.motif == "Pas vrai"


def _image(couleur):
    tampon = BytesIO()
    Image.new("RGB", (40, 20), couleur).save(tampon, "PNG")
    return SimpleUploadedFile("logo.png", tampon.getvalue(), content_type="image/png")


def test_two_logos_sent_at_once_are_both_shown(client, django_capture_on_commit_callbacks):
    plateforme, gens = batir("publiee")
    client.force_login(gens["membre"])
    ici = f"/plateformes/cartes/logos/{plateforme.reseau.reference}/changer/"
    client.post(ici, {"logo": _image("red"), "connu": ""})
    premier = LogoReseau.objects.get()
    reponse = client.post(ici, {"logo": _image("blue"), "connu": ""})
    assert reponse.status_code == 409
    assert "entre-temps" in reponse.content.decode()
    premier.refresh_from_db()
    assert LogoReseau.objects.get().fichier.name == premier.fichier.name
    garde = reponse.context["conflit"]["garde"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ici, {"garde": garde, "connu": premier.marque}).status_code == 302
    dernier = LogoReseau.objects.get()
    with storages["prive"].open(dernier.fichier.name) as fichier:
        assert Image.open(fichier).convert("RGB").getpixel((3, 3)) == (0, 0, 255)
    assert not storages["prive"].exists(premier.fichier.name)
    assert client.post(ici, {"garde": "pas une image"}).status_code == 302
    assert LogoReseau.objects.get().fichier.name == dernier.fichier.name


@pytest.fixture
def reunis(client):
    """Two functions joined to a third, an entry that had the first."""
    _, gens = batir("publiee")
    mots = [Fonction.objects.create(code=c, nom=c) for c in ("preter", "louer", "partager")]
    garage = make_plateforme(nom="Le Garage", fonctions=[mots[0]])
    make_plateforme(nom="Le Potager", fonctions=[mots[2]])
    for ancien in mots[:2]:
        reunir_mots(genre=FONCTIONS, ancien=ancien, vers=mots[2], par=gens["membre"])
    return garage


def test_kept_addresses_follow_joined_words(reunis, client):
    texte = client.get("/plateformes/?fonction=preter&fonction=partager").content.decode()
    assert "Le Garage" in texte
    assert "Le Potager" in texte
    assert "fonction=preter" not in texte
    assert "Le Garage" in client.get("/plateformes/?fonction=louer").content.decode()
    assert b"Le Garage" in b"".join(client.get("/plateformes/plateformes.csv?fonction=preter"))
    noms = [f["nom"] for f in client.get("/api/v1/plateformes/?fonction=louer").json()["results"]]
    assert noms == ["Le Garage", "Le Potager"]
    assert "Le Garage" not in client.get("/plateformes/?fonction=inconnue\x00").content.decode()


def test_a_page_opened_before_words_were_joined_follows_them(client):
    _, gens = batir("publiee")
    mots = [Fonction.objects.create(code=c, nom=c) for c in ("preter", "louer")]
    fiche = make_plateforme(
        nom="Le Garage", fonctions=[mots[0]], reseau=gens["membre"].adhesions.get().organisation
    )
    client.force_login(gens["membre"])
    ici = f"/plateformes/atelier/fiche/{fiche.code}/modifier/besoins/"
    saisie = {"version": fiche.version, "fonctions": ["preter", "louer"], "besoins_texte": "Louer"}
    reunir_mots(genre=FONCTIONS, ancien=mots[0], vers=mots[1], par=gens["administration"])
    assert client.post(ici, saisie).status_code == 302
    fiche.refresh_from_db()
    assert [f.pk for f in fiche.fonctions.all()] == ["louer"]
    assert fiche.besoins_texte == "Louer"


def test_the_api_takes_several_values_of_a_facet(client):
    mots = [Fonction.objects.create(code=c, nom=c) for c in ("a", "b", "c")]
    make_plateforme(nom="Un", fonctions=mots[:2], national=True)
    make_plateforme(nom="Deux", fonctions=[mots[1]], nature="outil")
    make_plateforme(nom="Trois", fonctions=[mots[2]], libre=True)

    def noms(adresse):
        reponse = client.get(f"/api/v1/plateformes/?{adresse}")
        return sorted(f["nom"] for f in reponse.json()["results"])

    assert noms("fonction=a&fonction=b") == ["Deux", "Un"]
    assert noms("fonction=b&fonction=c&nature=service&nature=outil&national=non") == [
        "Deux",
        "Trois",
    ]
    assert noms("libre=oui") == ["Trois"]
    assert noms("national=oui&national=non") == ["Deux", "Trois", "Un"]
    assert noms("national=peut-etre") == []
    assert noms("modele=%00") == ["Deux", "Trois", "Un"]  # nothing asked


def test_joining_words_costs_the_same_for_many_entries_and_keeps_their_lists():
    _, gens = batir("publiee")

    def reunir(nombre):
        ancien, vers, autre = (
            Fonction.objects.create(code=f"{c}-{nombre}", nom=f"{c} {nombre}") for c in "xyz"
        )
        fiches = [
            make_plateforme(nom=f"Fiche {nombre} {n}", fonctions=[ancien, autre])
            for n in range(nombre)
        ]
        fiches[0].fonctions.add(vers)
        with CaptureQueriesContext(connection) as requetes:
            assert reunir_mots(genre=FONCTIONS, ancien=ancien, vers=vers, par=gens["membre"]) == (
                nombre
            )
        for fiche in fiches:
            ligne = fiche.history.order_by("-history_id").first()
            assert ligne.version == 2
            assert ligne.history_user == gens["membre"]
            assert {lien.fonction_id for lien in ligne.fonctions.all()} == {vers.pk, autre.pk}
            lue = Plateforme.objects.get(pk=fiche.pk)
            assert {f.pk for f in lue.fonctions.all()} == {vers.pk, autre.pk}
            assert f"y {nombre}" in lue.cherche
            assert f"x {nombre}" not in lue.cherche
        return len(requetes)

    reunir(1)
    assert reunir(2) == reunir(6)


def test_a_word_renamed_writes_no_history_of_entries():
    _, gens = batir("publiee")
    mot = Fonction.objects.create(code="preter", nom="Prêter")
    fiche = make_plateforme(fonctions=[mot])
    avant = fiche.history.count()
    modifier_mot(
        genre=FONCTIONS, mot=mot, champs={"nom": "Donner"}, par=gens["membre"], version_attendue=1
    )
    assert fiche.history.count() == avant


def test_an_empty_choice_is_said_in_words(client):
    plateforme, gens = batir("publiee")
    client.force_login(gens["membre"])
    fiche = f"/plateformes/atelier/fiche/{plateforme.code}/"
    for page, mot in (
        ("chiffres/", "Choisir"),
        ("modifier/gouvernance/", "Non renseigné"),
        ("modifier/logiciel/", "Non renseigné"),
    ):
        texte = client.get(fiche + page).content.decode()
        assert "-----" not in texte
        assert f'<option value="" selected>{mot}</option>' in texte


def test_a_step_that_is_not_possible_any_more_says_so(client):
    plateforme, gens = batir("publiee")
    client.force_login(gens["membre"])
    texte = client.get(f"/plateformes/atelier/fiche/{plateforme.code}/relire/").content.decode()
    assert "n’est pas possible d’ici" in texte
    assert "<form" not in texte.split("<main")[1]


def test_a_holder_reads_the_form_by_sections(client):
    plateforme, gens = batir("publiee")
    ici = f"/plateformes/proposer/{plateforme.code}/"
    texte = client.get(ici).content.decode()
    assert "Modèle et gouvernance" not in texte
    assert 'name="version"' in texte
    client.force_login(gens["porteur"])
    reponse = client.get(ici)
    assert "Modèle et gouvernance</legend>" in reponse.content.decode()
    noms = [field.name for _, champs in reponse.context["groupes"] for field in champs]
    assert sorted(noms) == sorted(reponse.context["form"].fields)
