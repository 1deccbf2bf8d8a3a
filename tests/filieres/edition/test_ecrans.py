"""Writing a filière on its screens, without JavaScript."""

import pytest
from django.urls import reverse

from filieres.models import BesoinMaillon, Chaine, Filiere, Flux, Gisement, Maillon, Position
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_filiere,
    make_flux,
    make_gisement,
    make_maillon,
    make_membre_filiere,
    make_position,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    qui = make_utilisateur(nom="Agente")
    client.force_login(qui)
    return qui


@pytest.fixture
def filiere(agent):
    return make_filiere(agent)


def _url(nom, filiere, *args):
    return reverse(f"filieres:{nom}", args=[filiere.reference, *args])


def test_a_gisement_enters_where_its_flows_arrive(client, filiere):
    """Its own maillon and those its flows feed are named; a price says per what it is."""
    tri = make_maillon(filiere, intitule="Tri des textiles")
    gisement = make_gisement(filiere, ressource="Textiles usagés")
    make_flux(gisement, tri, volume=12, unite="t/mois", prix=30)
    page = _lire(client.get(_url("flux", filiere)))
    assert "aucun maillon encore" not in page
    assert "30 € / t<" in page.replace("\xa0", " ")


def test_many_flows_are_read_by_pages(client, filiere):
    a, b = make_maillon(filiere), make_maillon(filiere)
    flux = Flux.objects.bulk_create(
        Flux(filiere=filiere, depart=a, arrivee=b, matiere=f"Matière {i:03}") for i in range(61)
    )
    adresse = _url("flux", filiere)
    premiere = _lire(client.get(adresse))
    assert "Matière 059" in premiere
    assert "Matière 060" not in premiere
    assert "page=2" in premiere
    # Who saves a flow comes back to the page that shows it.
    dernier = flux[-1]
    retour = client.post(
        _url("flux_un", filiere, dernier.reference),
        {"origine": f"m-{a.reference}", "arrivee": b.reference, "matiere": "Matière 060",
         "certitude": "sure", "version": "1"},
    )["Location"]  # fmt: skip
    assert "Matière 060" in _lire(client.get(retour.partition("#")[0]))


def _lire(reponse):
    return reponse.content.decode()


def test_from_empty_to_a_chain(client, filiere, agent):
    maillons = _url("maillons", filiere)
    assert "Ajouter le premier maillon" in _lire(client.get(maillons))
    chaine = filiere.chaines.get()
    adresse = _url("maillon_nouveau", filiere)
    assert 'name="intitule"' in _lire(client.get(adresse))
    donnees = {
        "intitule": "Collecte en porte à porte",
        "type": "mt-collecte",
        "chaine": chaine.reference,
        "statut_declare": "non-precise",
        "capacite": "1 200,5",
        "unite": "t/an",
        "rendement": "95",
    }
    reponse = client.post(adresse, donnees)
    collecte = Maillon.objects.get()
    assert reponse["Location"] == f"{maillons}#l-{collecte.reference}"
    assert (str(collecte.capacite), str(collecte.rendement)) == ("1200.5000", "0.95000")
    client.post(adresse, {**donnees, "intitule": "Tri", "suite": "autre"})
    tri = Maillon.objects.get(intitule="Tri")
    assert (collecte.ordre, tri.ordre) == (1, 2)
    page = _lire(client.get(maillons))
    assert page.count("Aucun acteur à ce maillon") == 2
    client.post(
        _url("position_nouvelle", filiere, tri.reference),
        {"nom_libre": "La Trieuse", "certitude": "sure", "etp": "4", "etp_insertion": "3"},
    )
    client.post(
        _url("besoin_nouveau", filiere, tri.reference),
        {"nature": "foncier", "texte": "Un hangar de 300 m²"},
    )
    page = _lire(client.get(maillons))
    assert "La Trieuse" in page
    assert "Un hangar de" in page
    assert Position.objects.get().auteur == agent
    client.post(
        _url("gisement_nouveau", filiere),
        {"ressource": "Textiles", "quantite": "90", "bas": "80", "haut": "120", "unite": "t/an",
         "saison": ["5", "6"], "maillon": collecte.reference},
    )  # fmt: skip
    gisement = Gisement.objects.get()
    assert gisement.saison == [5, 6]
    for origine, vers in ((f"g-{gisement.reference}", collecte.reference),
                          (f"m-{collecte.reference}", tri.reference),
                          (f"m-{tri.reference}", "")):  # fmt: skip
        reponse = client.post(
            _url("flux_nouveau", filiere),
            {"origine": origine, "arrivee": vers, "volume": "90", "unite": "t/an",
             "certitude": "probable"},
        )  # fmt: skip
        assert reponse.status_code == 302, _lire(reponse)
    assert Flux.objects.count() == 3
    page = _lire(client.get(_url("flux", filiere)))
    assert "Textiles" in page
    assert "hors de la chaîne" in page


def test_a_gisement_is_said_to_be_in_a_territory_around(client, filiere):
    ici, la = make_territoire(make_commune()), make_territoire(make_commune(), nom="Ailleurs")
    Filiere.objects.filter(pk=filiere.pk).update(territoire=ici)
    envoi = {"ressource": "Textiles", "territoire": la.pk}
    assert client.post(_url("gisement_nouveau", filiere), envoi).status_code == 422
    client.post(_url("gisement_nouveau", filiere), {**envoi, "territoire": ici.pk})
    assert Gisement.objects.get().lieu == ici.nom
    assert ici.nom in _lire(client.get(_url("flux", filiere)))


def test_what_is_wrong_is_told_beside_its_field(client, filiere):
    chaine = filiere.chaines.get().reference
    page = _lire(
        client.post(
            _url("maillon_nouveau", filiere),
            {
                "intitule": "",
                "type": "",
                "chaine": chaine,
                "capacite": "beaucoup",
                "rendement": "150",
                "statut_declare": "non-precise",
            },
        )
    )
    for mot in ("Donnez un intitulé", "Choisissez une activité", "n’est pas un nombre"):
        assert mot in page
    gisement = client.post(
        _url("gisement_nouveau", filiere), {"ressource": "X", "quantite": "5", "bas": "8"}
    )
    assert gisement.status_code == 422
    assert "fourchette" in _lire(gisement)
    maillon = make_maillon(filiere)
    personne = client.post(
        _url("position_nouvelle", filiere, maillon.reference), {"certitude": "sure"}
    )
    assert "Choisissez un acteur" in _lire(personne)
    assert "Dites d’où part le flux" in _lire(
        client.post(_url("flux_nouveau", filiere), {"certitude": "sure"})
    )


def test_an_actor_is_picked_in_the_directory(client, filiere):
    commune = make_commune(nom="Albert")
    acteur = make_acteur(nom="Laverie solidaire", commune=commune, ess=True)
    maillon = make_maillon(filiere)
    adresse = _url("position_nouvelle", filiere, maillon.reference)
    page = _lire(client.get(adresse, {"q": "laverie"}))
    assert f'href="?acteur={acteur.reference}"' in page
    assert "Personne de ce nom" in _lire(client.get(adresse, {"q": "introuvable"}))
    assert "Relié à sa fiche" in _lire(client.get(adresse, {"acteur": acteur.reference}))
    client.post(adresse, {"acteur": acteur.reference, "nom_libre": "x", "certitude": "sure"})
    position = Position.objects.get()
    assert (position.acteur, position.nom_libre, position.commune) == (
        acteur,
        "Laverie solidaire",
        commune,
    )
    assert "déjà à ce maillon" in _lire(
        client.post(adresse, {"acteur": acteur.reference, "certitude": "sure"})
    )
    assert "Laverie solidaire" in _lire(client.get(_url("position", filiere, position.reference)))
    secret = make_acteur(nom="Laverie secrète", statut="propose")
    assert "Laverie secrète" not in _lire(client.get(adresse, {"q": "laverie"}))
    refus = client.post(adresse, {"acteur": secret.reference, "certitude": "sure"})
    assert refus.status_code == 422


def test_order_with_the_arrows_and_by_dragging(client, filiere):
    a, b, c = (make_maillon(filiere, intitule=i) for i in "ABC")
    ordre = lambda: list(filiere.maillons.order_by("ordre").values_list("intitule", flat=True))
    client.post(_url("maillon_deplacer", filiere, c.reference), {"sens": "haut"})
    assert ordre() == ["A", "C", "B"]
    client.post(
        _url("maillon_deplacer", filiere, a.reference),
        {"chaine": a.chaine.reference, "avant": ""},
    )
    assert ordre() == ["C", "B", "A"]
    client.post(
        _url("maillon_deplacer", filiere, a.reference),
        {"chaine": a.chaine.reference, "avant": b.reference},
    )
    assert ordre() == ["C", "A", "B"]


@pytest.mark.parametrize("genre", ["maillon", "position", "besoin", "gisement", "flux", "chaine"])
def test_two_people_save_the_same_row(client, filiere, agent, genre):
    maillon = make_maillon(filiere, note="Une\nDeux")
    besoin = BesoinMaillon.objects.create(maillon=maillon, nature="foncier", texte="Un lieu")
    ligne, nom, donnees, champ = {
        "maillon": (maillon, "maillon", {"intitule": "Le mien", "type": "mt-tri", "ordre": "1",
                    "chaine": maillon.chaine.reference, "statut_declare": "non-precise",
                    "note": "Une\nDeux\nTrois"}, "intitule"),
        "position": (make_position(maillon), "position",
                     {"nom_libre": "Le mien", "certitude": "sure"}, "nom_libre"),
        "besoin": (besoin, "besoin", {"nature": "foncier", "texte": "Le mien"}, "texte"),
        "gisement": (make_gisement(filiere), "gisement", {"ressource": "Le mien"}, "ressource"),
        "flux": (make_flux(maillon), "flux_un", {"origine": f"m-{maillon.reference}",
                 "matiere": "Le mien", "certitude": "sure"}, "matiere"),
        "chaine": (maillon.chaine, "chaine", {"nom": "Le mien"}, "nom"),
    }[genre]  # fmt: skip
    adresse = _url(nom, filiere, ligne.reference)
    autre = make_membre_filiere(filiere)
    from filieres.services.ecriture import modifier

    # Its first version has no row of history from the factory's own creation otherwise.
    modifier(ligne, champs={champ: "Le leur"}, par=autre, version_attendue=1)
    reponse = client.post(adresse, {**donnees, "version": "1"})
    page = _lire(reponse)
    assert reponse.status_code == 409
    assert "Le leur" in page
    assert "Le mien" in page
    assert 'name="version" value="2"' in page
    reponse = client.post(adresse, {**donnees, "version": "2"})
    assert reponse.status_code == 302, _lire(reponse)
    ligne.refresh_from_db()
    assert getattr(ligne, champ) == "Le mien"


def test_every_row_opens_and_goes(client, filiere):
    maillon = make_maillon(filiere)
    position = make_position(maillon, acteur=make_acteur(), ess=False)
    besoin = BesoinMaillon.objects.create(maillon=maillon, nature="foncier", texte="Un lieu")
    gisement = make_gisement(filiere, commune=make_commune(), quantite=3, maillon=maillon)
    flux = make_flux(gisement, maillon, volume=2, unite="t")
    chaine = Chaine.objects.create(filiere=filiere, nom="Seconde", ordre=2)
    for nom, ligne in (("flux_un", flux), ("gisement", gisement), ("besoin", besoin),
                       ("position", position), ("maillon", maillon), ("chaine", chaine)):  # fmt: skip
        page = client.get(_url(nom, filiere, ligne.reference))
        assert page.status_code == 200
        assert "Supprimer" in _lire(page)
    for genre, ligne in (("flux", flux), ("gisement", gisement), ("besoin", besoin),
                         ("position", position), ("maillon", maillon), ("chaine", chaine)):  # fmt: skip
        client.post(_url(f"{genre}_supprimer", filiere, ligne.reference))
        assert not type(ligne).objects.filter(pk=ligne.pk).exists()
    client.post(_url("chaine_supprimer", filiere, filiere.chaines.get().reference))
    assert filiere.chaines.count() == 1


def test_a_structure_changes_its_own_positions_only(client, agent):
    filiere = make_filiere()
    make_membre_filiere(filiere, agent, "structure")
    maillon = make_maillon(filiere)
    mienne, autre = make_position(maillon, auteur=agent), make_position(maillon)
    assert client.get(_url("position", filiere, mienne.reference)).status_code == 200
    assert client.get(_url("position", filiere, autre.reference)).status_code == 403
    assert client.post(_url("position_supprimer", filiere, autre.reference)).status_code == 403
    page = _lire(client.get(_url("maillons", filiere)))
    assert page.count(f"{filiere.reference}/acteurs/") == 1  # mine


def test_what_is_private_stays_with_members(client):
    filiere = make_filiere(visibilite="public")
    maillon = make_maillon(filiere, note="Note cachée")
    make_position(maillon, source="Source cachée", nom_libre="La Trieuse")
    make_gisement(filiere, source="Source cachée")
    make_flux(maillon, source="Source cachée", certitude="a_verifier")
    for nom in ("maillons", "flux"):
        page = _lire(client.get(_url(nom, filiere)))
        assert "cachée" not in page
        assert "vérifier" not in page
        assert "Ajouter" not in page
    assert "La Trieuse" in _lire(client.get(_url("maillons", filiere)))


def test_pages_cost_the_same_for_one_row_and_three(client, filiere, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def garnir():
        maillon = make_maillon(filiere)
        make_position(maillon, acteur=make_acteur(), commune=make_commune())
        make_position(maillon, potentielle=True)
        BesoinMaillon.objects.create(maillon=maillon, nature="foncier", texte="X")
        make_flux(make_gisement(maillon=maillon, commune=make_commune()), maillon)

    garnir()
    for nom in ("maillons", "flux"):
        adresse = _url(nom, filiere)
        client.get(adresse)
        with CaptureQueriesContext(connection) as une:
            client.get(adresse)
        garnir()
        garnir()
        with django_assert_num_queries(len(une)):
            client.get(adresse)


def test_examples_are_read_not_written(client, agent):
    exemple = make_filiere(exemple=True)
    maillon = make_maillon(exemple)
    assert maillon.intitule in _lire(client.get(_url("maillons", exemple)))
    agent.is_superuser = True
    agent.save()
    for nom, args in (("maillon_nouveau", ()), ("maillon", (maillon.reference,))):
        assert client.get(_url(nom, exemple, *args)).status_code == 403
