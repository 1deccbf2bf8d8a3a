import pytest

from plateformes.models import Plateforme
from plateformes.vitrine.comparaison import comparer
from plateformes.vitrine.rubriques import lire_entieres
from tests.fabriques import make_plateforme, make_thematique

pytestmark = pytest.mark.django_db


def lignes(*fiches, **options):
    lues = list(lire_entieres(Plateforme.objects.filter(pk__in=[f.pk for f in fiches])))
    return {ligne.trait.cle: ligne for g in comparer(lues, **options) for ligne in g["lignes"]}


def test_what_differs_is_told_apart_from_what_all_say():
    theme = make_thematique("mobilite")
    a = make_plateforme(nom="A", besoins_texte="Partager\nDonner", thematiques=[theme], libre=True)
    b = make_plateforme(nom="B", besoins_texte="donner\nVendre", thematiques=[theme])
    lues = lignes(a, b)
    assert not lues["thematiques"].differe
    assert lues["besoins"].differe
    assert [c["textes"] for c in lues["besoins"].cellules] == [
        [("Partager", False), ("Donner", True)],
        [("donner", True), ("Vendre", False)],
    ]
    assert lues["libre"].differe
    assert "licence" not in lues
    assert "thematiques" not in lignes(a, b, seulement=True)


def test_the_page(client, catalogue):
    adresse = "/plateformes/comparer/?p=coopcycle&p=lille-bike&p=mobicoop&p=tipimi&p=dokos"
    texte = client.get(adresse).content.decode()
    assert texte.count('scope="col"') == 5
    assert "Dokos" not in texte
    assert "est-differente" in texte
    assert "differences=oui" in texte
    seules = client.get(f"{adresse}&differences=oui").content.decode()
    assert seules.count("est-differente") == texte.count("est-differente")
    assert "Montrer tous les points" in seules
    assert "Choisissez deux" in client.get("/plateformes/comparer/").content.decode()
    une = client.get("/plateformes/comparer/?p=dokos").content.decode()
    assert "choisissez-en une autre" in une
    assert client.get("/plateformes/comparer/?p=nawak").status_code == 404


def test_two_or_four_cost_the_same(client, catalogue, django_assert_max_num_queries):
    couts = []
    for suite in ("?p=dokos&p=tipimi", "?p=dokos&p=tipimi&p=mobicoop&p=coopcycle"):
        with django_assert_max_num_queries(20) as requetes:
            client.get(f"/plateformes/comparer/{suite}")
        couts.append(len(requetes))
    assert couts[0] == couts[1]
