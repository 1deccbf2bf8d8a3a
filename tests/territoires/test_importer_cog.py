"""The official geographic code: loading, loading again, following merged communes."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes.models import Organisation
from territoires.models import Adoption, Commune, Referentiel, Territoire, TerritoireCommune
from territoires.services.adoption import territoire_de_commune, trouver
from territoires.services.composition import creer_territoire

pytestmark = pytest.mark.django_db


def importer(**options):
    call_command("importer_cog", verbosity=0, stdout=open("/dev/null", "w"), **options)  # noqa: SIM115, PTH123


def test_every_kind_of_commune_is_loaded(petit_cog):
    importer()
    actives = Commune.objects.filter(actif=True)
    assert {t: actives.filter(type=t).count() for t in Commune.Type.values} == {
        "commune": 5,
        "associee": 1,
        "deleguee": 2,
        "arrondissement": 1,
    }
    hellemmes = Commune.objects.get(pk="59298")
    assert (hellemmes.parent_id, hellemmes.type, hellemmes.actif) == ("59350", "associee", True)
    assert Commune.objects.get(pk="80001D").code_insee == "80001"
    assert Commune.objects.get(pk="75101").parent_id == "75056"


def test_perimeters_hold_their_communes(petit_cog):
    importer()
    coquelicot = Territoire.objects.get(nature="epci", code="248000747")
    assert coquelicot.communes.count() == 3
    assert coquelicot.population == 11_000
    assert coquelicot.sous_nature == "Communauté de communes"
    assert Territoire.objects.get(nature="departement", code="80").communes.count() == 3
    region = Territoire.objects.get(nature="region", code="32")
    assert (region.communes.count(), region.population) == (4, 249_000)
    assert coquelicot.millesime == 2026
    assert not Territoire.objects.filter(nature="commune").exists()


def test_unchanged_import_is_recognised_then_compared_without_writing(petit_cog):
    importer()
    with CaptureQueriesContext(connection) as requetes:
        importer()
    assert not [r for r in requetes if r["sql"].startswith(("INSERT", "DELETE", "UPDATE"))]
    avant = list(Commune.objects.order_by("pk").values()), list(TerritoireCommune.objects.values())
    with CaptureQueriesContext(connection) as requetes:
        importer(forcer=True)
    assert not [r for r in requetes if r["sql"].startswith(("INSERT", "DELETE"))]
    ecrites = [r["sql"] for r in requetes if r["sql"].startswith("UPDATE")]
    # What remains: two sweeps that match no row, and the date of the loading.
    assert all("actif" in sql or "referentiel" in sql for sql in ecrites)
    assert avant == (
        list(Commune.objects.order_by("pk").values()),
        list(TerritoireCommune.objects.values()),
    )


def test_new_edition_updates_and_removes_obsolete_links(petit_cog):
    importer()
    petit_cog.version = "7.0.0"
    petit_cog.communes[0]["population"] = 9600
    petit_cog.epci[0]["membres"].pop(1)
    petit_cog.epci.pop(1)
    petit_cog.ecrire()
    importer()
    assert Commune.objects.get(pk="80016").population == 9600
    coquelicot = Territoire.objects.get(code="248000747")
    assert set(coquelicot.communes.values_list("pk", flat=True)) == {"80016", "80001"}
    assert (coquelicot.population, coquelicot.millesime) == (9900, 2027)
    dissous = Territoire.objects.get(code="200093201")
    assert not dissous.actif
    assert Referentiel.objects.get(cle="cog").millesime == 2027


def test_old_code_leads_to_its_successor(petit_cog):
    importer()
    ancienne = Commune.objects.get(pk="80777")
    assert not ancienne.actif
    assert ancienne.actuelle.pk == "80001"
    assert trouver("commune", "80777").code == "80001"
    # A delegated commune that still exists under its code stays itself.
    assert trouver("commune", "80002").code == "80002"


@pytest.fixture
def organisation():
    return Organisation.objects.create(nom="PETR", nature="collectivite")


def fusionner_meaulte(petit_cog):
    """Méaulte merges into Albert in the edition of 2027."""
    petit_cog.version = "7.0.0"
    petit_cog.communes = [c for c in petit_cog.communes if c["code"] != "80523"]
    petit_cog.communes[0] |= {"anciensCodes": ["80523"], "population": 10_700}
    petit_cog.epci[0]["membres"].pop(1)
    petit_cog.ecrire()
    importer()


def test_custom_territory_follows_merged_communes(petit_cog, organisation):
    importer()
    champs = {"nature": "petr", "organisation": organisation, "par": None}
    seul = creer_territoire(nom="Seul", codes=["80523"], **champs)
    deux = creer_territoire(nom="Deux", codes=["80523", "80016"], **champs)
    fusionner_meaulte(petit_cog)
    for territoire in (seul, deux):
        territoire.refresh_from_db()
        assert list(territoire.communes.values_list("pk", flat=True)) == ["80016"]
        assert territoire.composition == ["80016"]
        assert territoire.population == 10_700
    assert deux.history.first().history_change_reason == "Communes fusionnées"
    # The name it had is kept, for what was written about it.
    assert Commune.objects.get(pk="80523").nom == "Méaulte"


def test_adopted_commune_becomes_its_successor(petit_cog, organisation):
    importer()
    adopte = territoire_de_commune(Commune.objects.get(pk="80523"))
    Adoption.objects.create(organisation=organisation, territoire=adopte)
    fusionner_meaulte(petit_cog)
    adopte.refresh_from_db()
    assert (adopte.code, adopte.nom, adopte.population) == ("80016", "Albert", 10_700)
    assert organisation.adoptions.get().territoire == adopte


def test_adoptions_join_the_successor_already_adopted(petit_cog, organisation):
    importer()
    ancien = territoire_de_commune(Commune.objects.get(pk="80523"))
    nouveau = territoire_de_commune(Commune.objects.get(pk="80016"))
    Adoption.objects.create(organisation=organisation, territoire=ancien)
    fusionner_meaulte(petit_cog)
    assert organisation.adoptions.get().territoire == nouveau
    ancien.refresh_from_db()
    assert not ancien.actif


def test_centres_only_without_doubt(petit_cog):
    importer()
    centres = dict(
        Commune.objects.exclude(lon=None).values_list("pk", "source_centre").order_by("pk")
    )
    # Paris is named twice, Belgium does not count, four are in the demonstration's file.
    assert centres == {
        "59298": "releve",
        "59350": "releve",
        "80001": "geonames",
        "80016": "releve",
        "80523": "releve",
    }
    assert Commune.objects.get(pk="80001").lon == 2.5


def test_missing_package_is_told_in_french(petit_cog, tmp_path):
    with pytest.raises(CommandError, match="npm ci"):
        importer(dossier=str(tmp_path / "absent"))
    (petit_cog.dossier / "data" / "epci.json").write_text("[")
    with pytest.raises(CommandError, match=r"epci\.json"):
        importer()
    assert not Referentiel.objects.exists()
