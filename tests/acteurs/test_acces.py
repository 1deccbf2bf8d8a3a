import pytest
from django.urls import get_resolver

from acteurs.models import Acteur, FichierActeurs, ImportActeurs
from acteurs.urls import urlpatterns
from tests.fabriques import make_acteur, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db

LIRE = {200, 422}
PARTI = {302}
TOUS = {"liste": LIRE, "points": LIRE, "communes": LIRE, "fiche": LIRE}
QUI_ECRIT = {"creation": LIRE, "import_depot": LIRE, "import_modele": LIRE}
DE_LA_MAISON = {
    "import_colonnes": LIRE, "import_suivi": LIRE, "import_lignes": LIRE, "modification": LIRE,
    "archivage": LIRE, "publication": PARTI, "restauration": PARTI, "import_importer": PARTI,
    "import_annuler": PARTI, "import_relancer": PARTI, "import_suppression": PARTI,
}  # fmt: skip
POST = {
    "publication", "restauration", "import_importer", "import_annuler", "import_relancer",
    "import_suppression",
}  # fmt: skip
PUBLICS = {"liste", "points", "communes", "fiche"}
REFUS = {403, 404}
ICI = {*TOUS, *QUI_ECRIT, *DE_LA_MAISON}


@pytest.fixture
def monde():
    """A house with an entry, a file and its dry run; one address per name."""
    maison = make_organisation()
    acteur = make_acteur(organisation=maison)
    fichier = FichierActeurs.objects.create(
        organisation=maison, nom="a.csv", chemin="absent.csv", format="csv", entetes=["Nom"]
    )
    travail = ImportActeurs.objects.create(fichier=fichier, etat="termine")
    valeurs = {
        "extension": "csv", "passage": acteur.history.get().pk, "reference": acteur.reference,
    }  # fmt: skip
    adresses = {}
    resolveur = get_resolver()
    for motif in urlpatterns:
        if motif.name not in ICI:
            continue
        valeurs["reference"] = (
            travail.reference
            if motif.name in {
                "import_suivi", "import_importer", "import_annuler", "import_relancer", "import_lignes",
            }
            else fichier.reference
            if motif.name in {"import_colonnes", "import_suppression"}
            else acteur.reference
        )  # fmt: skip
        requis = {
            k: v
            for k, v in valeurs.items()
            if k in motif.pattern.converters or k in motif.pattern.regex.groupindex
        }
        adresses[motif.name] = "/acteurs/" + next(
            iter(resolveur.namespace_dict["acteurs"][1].reverse(motif.name, **requis).split("?"))
        )
    return maison, adresses


def demander(client, nom, adresse):
    return (client.post if nom in POST else client.get)(adresse).status_code


def test_every_address_has_its_place_in_the_table():
    """Those of this file are here; all of them are in ``tests/securite/matrice/``."""
    assert {m.name for m in urlpatterns} >= ICI


def test_anonymous_visitors_are_sent_to_sign_in(client, monde):
    for nom, adresse in monde[1].items():
        reponse = (client.post if nom in POST else client.get)(adresse)
        if nom in PUBLICS:
            assert reponse.status_code == 200, nom
            continue
        assert reponse.status_code == 302, nom
        assert reponse["Location"].startswith("/comptes/login/"), nom


def test_a_visitor_reads_what_is_published_and_no_more(client, monde):
    acteur = Acteur.objects.get(organisation=monde[0])
    acteur.statut = "propose"
    acteur.save()
    assert client.get(f"/acteurs/{acteur.reference}/").status_code == 404
    assert acteur.nom not in client.get("/acteurs/?statut=propose").content.decode()
    assert acteur.nom not in b"".join(client.get("/donnees/acteurs.csv").streaming_content).decode()


def test_a_visitor_does_not_read_what_an_entry_said_before(client, monde):
    acteur = Acteur.objects.get(organisation=monde[0])
    acteur.contact_public = "06 00 00 00 01"
    acteur.save()
    acteur.contact_public = "accueil@structure.example"
    acteur.save()
    page = f"/acteurs/{acteur.reference}/"
    assert "06 00 00 00 01" not in client.get(page).content.decode()
    client.force_login(make_utilisateur())
    assert "06 00 00 00 01" in client.get(page).content.decode()


def test_a_visitor_downloads_lists_at_a_reasonable_pace(client, monde):
    reponses = [client.head("/donnees/acteurs.csv").status_code for _ in range(61)]
    assert reponses == [200] * 60 + [429]
    client.force_login(make_utilisateur())
    assert client.get("/donnees/acteurs.csv").status_code == 200


@pytest.mark.parametrize("role", ["administrateur", "membre"])
def test_those_of_the_house_may_do_everything(client, monde, role):
    utilisateur = make_utilisateur()
    monde[0].adhesions.create(utilisateur=utilisateur, role=role)
    client.force_login(utilisateur)
    attendus = TOUS | QUI_ECRIT | DE_LA_MAISON
    for nom in sorted(attendus, key=lambda n: n == "import_suppression"):
        assert demander(client, nom, monde[1][nom]) in attendus[nom], nom


def test_readers_of_the_house_read(client, monde):
    utilisateur = make_utilisateur()
    monde[0].adhesions.create(utilisateur=utilisateur, role="lecteur")
    client.force_login(utilisateur)
    for nom, adresse in monde[1].items():
        attendu = TOUS.get(nom, REFUS)
        if nom != "import_modele":
            assert demander(client, nom, adresse) in attendu, nom


def test_members_of_another_organisation_read_and_write_at_home(client, monde):
    utilisateur = make_utilisateur()
    make_organisation(utilisateur)
    client.force_login(utilisateur)
    for nom, adresse in monde[1].items():
        assert demander(client, nom, adresse) in (TOUS | QUI_ECRIT).get(nom, REFUS), nom


def test_files_of_a_house_do_not_exist_for_networks(client, monde):
    utilisateur = make_utilisateur()
    make_organisation(utilisateur, nature="reseau_ess")
    client.force_login(utilisateur)
    for nom, adresse in monde[1].items():
        if nom.startswith("import_") and nom in DE_LA_MAISON:
            assert demander(client, nom, adresse) == 404, nom
    assert demander(client, "modification", monde[1]["modification"]) == 200


def test_operators_may_do_everything(client, monde):
    client.force_login(make_utilisateur(is_superuser=True))
    for nom in ("fiche", "modification", "import_suivi", "import_colonnes", "creation"):
        assert demander(client, nom, monde[1][nom]) == 200, nom


@pytest.mark.parametrize("nom", sorted(POST))
def test_writing_addresses_refuse_get(client, monde, nom):
    client.force_login(make_utilisateur(is_superuser=True))
    assert client.get(monde[1][nom]).status_code == 405
