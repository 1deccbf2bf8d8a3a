import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateformes.models import Plateforme
from plateformes.vitrine.comparaison import comparer
from plateformes.vitrine.feuille import COUPE_MAX, SERRAGES, partager
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


def test_what_all_say_is_told_once(client):
    for nom in ("A", "B", "C"):
        make_plateforme(nom=nom, langues="français", qui_decide=f"Les gens de {nom}")
    texte = client.get("/plateformes/comparer/?p=a&p=b&p=c").content.decode()
    assert texte.count("français</span>") == 1
    assert 'class="v-pareil" colspan="3"' in texte
    assert texte.count("Les gens de") == 3
    assert "v-pareil" not in client.get("/plateformes/comparer/?p=a").content.decode()


LONGS = ("modele_economique", "prix_collectivite", "qui_decide", "colleges", "place_usagers",
         "partage_benefices", "export", "portabilite", "accompagnement")  # fmt: skip


def test_the_sheet_is_tightened_only_as_much_as_needed(client):
    def feuille(signes):
        fiches = [
            make_plateforme(**dict.fromkeys(LONGS, f"{n}" + "mot " * (signes // 4)))
            for n in range(4)
        ]
        adresse = "&".join(f"p={fiche.code}" for fiche in fiches)
        page = client.get(f"/plateformes/comparer/?{adresse}")
        return page.context["feuille"], page.content.decode()

    lues = [feuille(signes) for signes in (20, 300, 400, 950)]
    rangs = [[s.classe for s in SERRAGES].index(f.classe) for f, _ in lues]
    assert rangs == sorted(rangs)
    assert rangs[0] == 0
    assert "v-papier" not in lues[0][1]
    assert lues[-1][0].coupee
    assert "v-papier" in lues[-1][1]
    assert "v-coupe-" in lues[-1][1]


@given(st.lists(st.integers(1, 12), max_size=40), st.integers(-5, 80))
@settings(deadline=None, max_examples=80)
def test_lines_are_shared_out(besoins, reste):
    donnes = [c or b for c, b in zip(partager(besoins, reste), besoins, strict=True)]
    assert all(1 <= d <= b for d, b in zip(donnes, besoins, strict=True))
    assert sum(donnes) <= len(besoins) + max(reste, 0)
    if sum(besoins) <= len(besoins) + reste and max(besoins, default=0) <= COUPE_MAX:
        assert donnes == besoins
