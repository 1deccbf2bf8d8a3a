"""The shared vocabulary: counted, added to, renamed, joined, taken out, put back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plateformes.models import Fonction, MotRetire, Plateforme, Proposition, ServiceCapitalistique
from plateformes.reference import charger_tout
from plateformes.services.echanges import previsualiser
from plateformes.services.vocabulaire import (
    GENRES,
    ajouter_mot,
    compter_mots,
    modifier_mot,
    remettre_mot,
    retirer_mot,
    reunir_mots,
)
from tests.fabriques import make_plateforme
from tests.plateformes.monde import ROLES, batir

pytestmark = pytest.mark.django_db
FONCTIONS = GENRES["fonctions"]
ICI = "/plateformes/atelier/vocabulaire/"


@pytest.fixture
def mots():
    """Two functions, and a curator."""
    _, gens = batir("publiee")
    preter = Fonction.objects.create(code="preter", nom="Prêter", description="Entre voisins.")
    partager = Fonction.objects.create(code="partager", nom="Partager")
    return preter, partager, gens["membre"]


def test_a_word_is_added_once_whatever_its_accents(mots):
    _, _, membre = mots
    mot = ajouter_mot(genre=FONCTIONS, champs={"nom": " Réparer l’œuvre "}, par=membre)
    assert (mot.pk, mot.nom) == ("reparer-l-oeuvre", "Réparer l’œuvre")
    with pytest.raises(ValidationError, match="existe déjà"):
        ajouter_mot(genre=FONCTIONS, champs={"nom": "PRETER"}, par=membre)
    assert mot.history.get().history_user == membre


def test_counts_cost_the_same_and_say_what_is_public(mots, django_assert_num_queries):
    preter, _, _ = mots
    for statut in ("publiee", "a_revoir", "brouillon"):
        make_plateforme(statut=statut, fonctions=[preter], motif="Vieille" * (statut == "a_revoir"))
    with django_assert_num_queries(1):
        comptes = {m.pk: (m.nombre, m.publiees) for m in compter_mots(FONCTIONS)}
    assert comptes == {"preter": (3, 2), "partager": (0, 0)}


def test_a_word_renamed_is_found_by_its_new_name(mots, client):
    preter, _, membre = mots
    make_plateforme(nom="Le Hangar", fonctions=[preter])
    assert not Plateforme.objects.all().qui_repondent("emprunter")
    assert "Le Hangar" in client.get("/plateformes/?fonction=preter").content.decode()
    ecrit = modifier_mot(
        genre=FONCTIONS,
        mot=preter,
        champs={"nom": "Emprunter", "description": "", "ordre": 5},
        par=membre,
        version_attendue=1,
    )
    assert ecrit.version == 2
    trouvee = Plateforme.objects.all().qui_repondent("emprunter").get()
    assert trouvee.nom == "Le Hangar"
    assert trouvee.version == 1  # nobody's open form is out of date
    texte = client.get("/plateformes/?q=emprunter&fonction=preter").content.decode()
    assert "Le Hangar" in texte
    assert "Emprunter" in texte
    with pytest.raises(ValidationError, match="existe déjà"):
        modifier_mot(
            genre=FONCTIONS, mot=preter, champs={"nom": "partager"}, par=membre, version_attendue=2
        )


def test_joined_words_take_entries_proposals_and_old_codes_with_them(mots, client):
    preter, partager, membre = mots
    seule = make_plateforme(fonctions=[preter], reseau=None)
    deux = make_plateforme(fonctions=[preter, partager])
    attend = Proposition.objects.create(
        plateforme=seule,
        nature="modification",
        origine="public",
        valeurs={"fonctions": ["partager", "preter"]},
        base={"fonctions": ["preter"]},
    )
    MotRetire.objects.create(genre="fonctions", code="louer", nom="Louer", remplace_par="preter")
    assert seule.nom not in client.get("/plateformes/?fonction=partager").content.decode()
    assert reunir_mots(genre=FONCTIONS, ancien=preter, vers=partager, par=membre) == 2
    texte = client.get("/plateformes/?fonction=partager").content.decode()
    assert seule.nom in texte
    for entree in (seule, deux):
        assert [f.pk for f in entree.fonctions.all()] == ["partager"]
    derniere = seule.history.order_by("-history_id").first()
    assert "réuni" in derniere.history_change_reason
    attend.refresh_from_db()
    assert (attend.valeurs, attend.base) == (
        {"fonctions": ["partager"]},
        {"fonctions": ["partager"]},
    )
    assert set(MotRetire.objects.values_list("code", "remplace_par")) == {
        ("preter", "partager"),
        ("louer", "partager"),
    }
    (ligne,) = previsualiser(rangs=[{"nom": "Le Hangar", "fonctions": "louer|preter"}], reseau=None)
    assert {f.pk for f in ligne.listes["fonctions"]} == {"partager"}
    with pytest.raises(ValidationError):
        reunir_mots(genre=FONCTIONS, ancien=partager, vers=partager, par=membre)


def test_only_a_word_nobody_uses_is_taken_out_and_it_comes_back(mots):
    preter, partager, membre = mots
    make_plateforme(fonctions=[preter])
    with pytest.raises(ValidationError, match="réunissez"):
        retirer_mot(genre=FONCTIONS, mot=preter, par=membre)
    proposition = Proposition.objects.create(
        plateforme=make_plateforme(),
        nature="modification",
        origine="public",
        valeurs={"fonctions": ["partager"]},
    )
    with pytest.raises(ValidationError, match="proposition"):
        retirer_mot(genre=FONCTIONS, mot=partager, par=membre)
    proposition.delete()
    retirer_mot(genre=FONCTIONS, mot=partager, par=membre)
    remis = remettre_mot(genre=FONCTIONS, retire=MotRetire.objects.get(), par=membre)
    assert (remis.pk, remis.nom) == ("partager", "Partager")
    assert not MotRetire.objects.exists()


def test_loading_again_does_not_bring_back_what_networks_took_out(catalogue):
    _, gens = batir("publiee")
    services = GENRES["services"]
    premier, second = ServiceCapitalistique.objects.filter(plateformes__isnull=False).distinct()[:2]
    reunir_mots(genre=services, ancien=premier, vers=second, par=gens["membre"])
    vide = ajouter_mot(genre=FONCTIONS, champs={"nom": "Inutile"}, par=gens["membre"])
    retirer_mot(genre=FONCTIONS, mot=vide, par=gens["membre"])
    perdue = Plateforme.objects.filter(alternatives=second).first()
    Plateforme.objects.filter(pk=perdue.pk).delete()
    charger_tout()
    assert not ServiceCapitalistique.objects.filter(pk=premier.pk).exists()
    assert Plateforme.objects.get(code=perdue.code).alternatives.filter(pk=second.pk).exists()


def test_the_address_of_a_service_joined_to_another_leads_there(client, mots):
    _, _, membre = mots
    services = GENRES["services"]
    airbnb = ajouter_mot(genre=services, champs={"nom": "Air B"}, par=membre)
    autre = ajouter_mot(genre=services, champs={"nom": "Air Bé et Cie"}, par=membre)
    reunir_mots(genre=services, ancien=airbnb, vers=autre, par=membre)
    reponse = client.get("/plateformes/autrement/air-b/")
    assert (reponse.status_code, reponse["Location"]) == (
        301,
        f"/plateformes/autrement/{autre.pk}/",
    )
    assert client.get("/plateformes/autrement/inconnu/").status_code == 404


def test_who_keeps_the_words():
    _, gens = batir("publiee")
    peuvent = set()
    for role in ROLES:
        try:
            ajouter_mot(genre=FONCTIONS, champs={"nom": f"Mot {role}"}, par=gens[role])
            peuvent.add(role)
        except PermissionDenied:
            pass
    assert peuvent == {"membre", "administration", "autre_reseau", "operateur"}


def test_the_screens_add_rename_join_take_out_put_back(client, mots):
    preter, _, membre = mots
    make_plateforme(nom="Le Hangar", fonctions=[preter])
    client.force_login(membre)
    texte = client.get(ICI).content.decode()
    assert "Prêter" in texte
    assert "1\u00a0fiche publiée" in texte
    assert client.get(f"{ICI}inconnu/").status_code == 404
    assert client.post(f"{ICI}fonctions/", {"nom": "prêter"}).status_code == 422
    assert client.post(f"{ICI}fonctions/", {"nom": "Réparer"}).status_code == 302
    mot = f"{ICI}fonctions/preter/"
    assert "Le Hangar" in client.get(mot).content.decode()
    apercu = client.get(f"{mot}?vers=partager").content.decode()
    assert "1\u00a0fiche suivra" in apercu
    saisie = {"nom": "Prêter et emprunter", "description": "", "ordre": 3, "version": 1}
    assert client.post(mot, saisie).status_code == 302
    refus = client.post(mot, saisie | {"nom": "Donner"})
    assert refus.status_code == 409
    assert "Garder tout le mien" in refus.content.decode()
    client.post(f"{mot}reunir/", {"vers": "nulle-part"})
    client.post(f"{mot}retirer/")
    assert Fonction.objects.filter(pk="preter").exists()
    client.post(f"{mot}reunir/", {"vers": "partager"})
    assert not Fonction.objects.filter(pk="preter").exists()
    texte = client.get(f"{ICI}fonctions/").content.decode()
    assert "Réuni à" in texte
    client.post(f"{ICI}fonctions/reparer/retirer/")
    client.post(f"{ICI}fonctions/reparer/remettre/")
    assert Fonction.objects.filter(pk="reparer").exists()
