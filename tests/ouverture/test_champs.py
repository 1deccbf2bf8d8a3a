import pytest

from acteurs.models import Acteur
from ouverture.champs import CHAMPS, NOMS, Lecteur, dire, en_feature
from tests.fabriques import make_acteur, make_commune, make_thematique, make_type

pytestmark = pytest.mark.django_db


def un_acteur(**champs):
    commune = make_commune(codes_postaux=["80300", "80310"])
    themes = [make_thematique("mobilite"), make_thematique("alimentation")]
    return make_acteur(
        nom="La Bêche", siret="35600000000048", thematiques=themes, commune=commune,
        type=make_type("cooperative", libelle="Coopérative"), lon=2.5, lat=50.1, **champs
    )  # fmt: skip


def test_each_field_is_said_and_given_in_the_same_order():
    donnees = Lecteur().lire_un(un_acteur())
    assert tuple(donnees) == NOMS
    for champ in CHAMPS:
        valeur = donnees[champ.nom]
        assert champ.nul or valeur is not None, champ.nom
        assert not champ.choix or valeur in dict(champ.choix), champ.nom
        assert (champ.nature == "liste") == isinstance(valeur, list), champ.nom
        assert champ.titre
        assert champ.description


def test_what_is_said_is_what_the_entry_holds():
    acteur = un_acteur(pk=987_654)
    donnees = Lecteur().lire_un(acteur)
    assert donnees["identifiant"] == donnees["siret"] == "35600000000048"
    assert donnees["ess"] is acteur.releve_ess is True
    assert donnees["famille_libelle"] == "Coopérative"
    assert sorted(donnees["thematiques"]) == ["alimentation", "mobilite"]
    assert (donnees["code_postal"], donnees["commune"]) == ("80300", acteur.commune_id)
    assert donnees["page"] == f"http://testserver/acteurs/{acteur.reference}/"
    assert 987_654 not in donnees.values()


def test_a_family_says_whether_it_belongs_unless_the_entry_does():
    lecteur = Lecteur()
    hors = make_type("entreprise", ess="non")
    assert lecteur.lire_un(make_acteur(type=hors))["ess"] is False
    assert lecteur.lire_un(make_acteur(type=hors, ess=True))["ess"] is True
    assert lecteur.lire_un(make_acteur())["ess"] is None


def test_only_published_entries_come_out_in_the_order_asked_for():
    premier, second = make_acteur(), make_acteur()
    cache = make_acteur(statut="archive"), make_acteur(statut="propose")
    pks = [second.pk, cache[0].pk, premier.pk, cache[1].pk]
    lus = Lecteur().lire_ids(pks)
    assert [d["reference"] for d in lus] == [second.reference, premier.reference]
    tous = Lecteur().lire(Acteur.objects.order_by("pk"))
    assert [d["reference"] for d in tous] == [premier.reference, second.reference]


def test_the_delegated_commune_has_the_code_of_its_commune():
    assert Lecteur().lire_un(make_acteur(commune=make_commune("80001D")))["commune"] == "80001"


def test_many_cost_as_much_as_one(django_assert_num_queries):
    un_acteur()
    for nombre in (1, 4):
        while Acteur.objects.count() < nombre:
            make_acteur(type=make_type(f"type{nombre}"))
        with django_assert_num_queries(3):
            assert len(list(Lecteur().lire(Acteur.objects.all()))) == nombre


def test_a_feature_says_the_point_once():
    lecteur = Lecteur()
    feature = en_feature(lecteur.lire_un(un_acteur()))
    assert feature["geometry"] == {"type": "Point", "coordinates": [2.5, 50.1]}
    assert feature["id"] == "35600000000048"
    assert set(NOMS) - set(feature["properties"]) == {"lon", "lat"}
    assert en_feature(lecteur.lire_un(make_acteur()))["geometry"] is None


def test_values_are_written_for_people():
    acteur = un_acteur(date_source="2024-03-01", precision="voie")
    donnees = Lecteur().lire_un(acteur)
    dits = {champ.nom: dire(champ, donnees[champ.nom]) for champ in CHAMPS}
    assert (dits["ess"], dits["date_source"]) == ("oui", "1 mars 2024")
    assert (dits["precision"], dits["taille"], dits["esus_fin"]) == ("Dans la rue", "", "")
    assert "T" not in dits["modifiee_le"]
