import pytest
from django.http import QueryDict

from plateformes.models import Fonction, Plateforme
from plateformes.services import update_plateforme
from plateformes.vitrine.criteres import Criteres, Reponse
from plateformes.vitrine.mots import lire_besoin, raciner
from plateformes.vitrine.tenue_index import lire_index
from tests.fabriques import make_commune, make_plateforme, make_territoire
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db


def demander(adresse: str) -> Reponse:
    return Reponse(Criteres.lire(QueryDict(adresse)))


def codes(reponse: Reponse) -> list[str]:
    return [reponse.index.code(rang) for rang in reponse.positions]


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        ("q=reserver+ESPACE", {"dokos", "espace-sur-demande"}),
        ("theme=logistique&nature=service", {"coopcircuits", "coopcycle", "lille-bike"}),
        ("nature=portail&nature=outil", {"nos-declics", "dokos", "espace-sur-demande"}),
        ("alternative=uber", {"coopcycle", "lille-bike"}),
        ("libre=oui", {"mobicoop", "dokos"}),
        ("q=introuvable", set()),
        ("theme=nawak", set()),
        ("theme=mobilite&nature=portail", set()),
    ],
)
def test_filters(catalogue, adresse, attendu):
    assert set(codes(demander(adresse))) == attendu


@pytest.mark.parametrize(
    ("besoin", "premieres"),
    [
        ("partager des outils entre voisins", {"tipimi"}),
        ("louer une salle", {"dokos", "espace-sur-demande"}),
        ("livraison à vélo", {"coopcycle", "lille-bike"}),
        ("partage de trajets", {"mobicoop"}),
        ("CoopCycle", {"coopcycle"}),
        ("je cherche comment acheter des produits paysans", {"le-court-circuit", "coopcircuits"}),
    ],
)
def test_a_need_in_everyday_words_finds_its_platform_first(catalogue, besoin, premieres):
    assert codes(demander(f"q={besoin}"))[0] in premieres


def test_a_need_nobody_says_whole_says_so(catalogue):
    assert demander("q=partager des outils entre voisins à mobylette").approchee
    assert not demander("q=covoiturage").approchee


def test_words_are_cut_to_their_roots():
    assert raciner("partager") == raciner("partages") == raciner("partage")
    assert lire_besoin("Partager des outils entre voisins") == ["partager", "outils", "voisins"]
    assert lire_besoin("pour nous") == ["pour", "nous"]
    assert lire_besoin("") == []


def test_counts_of_a_facet_ignore_its_own_choice(catalogue):
    facettes = {f.cle: f for f in demander("nature=portail").facettes}
    natures = {v.code: v.nombre for v in facettes["nature"].valeurs}
    assert natures == {"service": 6, "outil": 2, "portail": 1}
    themes = {v.code: v.nombre for v in facettes["theme"].valeurs}
    assert themes == {"numerique": 1}
    assert facettes["nature"].choisies == 1


@pytest.mark.parametrize("adresse", ["", "theme=mobilite", "q=livrer", "nature=service&libre=oui"])
def test_counts_are_those_of_the_database(catalogue, adresse):
    for facette in demander(adresse).facettes:
        for valeur in facette.valeurs:
            autres = QueryDict(adresse, mutable=True)
            autres.setlist(facette.cle, [valeur.code])
            assert demander(autres.urlencode()).nombre == valeur.nombre


def test_the_index_follows_every_change(catalogue, django_assert_num_queries):
    avant = lire_index()
    with django_assert_num_queries(1):
        assert lire_index() is avant
    fiche = Plateforme.objects.get(code="tipimi")
    update_plateforme(plateforme=fiche, champs={"nom": "Tipimi voisine"})
    assert codes(demander("q=voisine"))[0] == "tipimi"
    fonction = Fonction.objects.get(code="habiter")
    update_plateforme(plateforme=fiche, champs={}, listes={"fonctions": [fonction]})
    assert codes(demander("fonction=habiter")) == ["tipimi"]
    Plateforme.objects.filter(code="tipimi").update(statut="retiree", motif="Close")
    assert not demander("fonction=habiter").nombre
    make_plateforme(nom="Brouillon", statut="brouillon")
    assert demander("").nombre == 8
    make_plateforme(nom="Neuve", national=True)
    assert codes(demander("national=oui")) == ["neuve"]
    Plateforme.objects.filter(code="neuve").delete()
    assert not demander("national=oui").nombre


def test_platforms_of_a_territory(db):
    commune, ailleurs = make_commune(), make_commune()
    ici, grand, loin = (
        make_territoire(commune),
        make_territoire(commune, make_commune()),
        make_territoire(ailleurs),
    )
    make_plateforme(nom="Partout", national=True)
    make_plateforme(nom="Du grand", territoires=[grand])
    make_plateforme(nom="Loin", territoires=[loin])
    make_usage(make_plateforme(nom="Servie ici"), territoire=ici)
    make_usage(make_plateforme(nom="Pas confirmée"), territoire=ici, valide=False)
    assert set(codes(demander(f"territoire={ici.nature}:{ici.code}"))) == {
        "partout",
        "du-grand",
        "servie-ici",
    }
    assert not demander("territoire=epci:nawak").nombre


def test_state_lives_in_the_address(client, catalogue):
    page = client.get("/plateformes/").content.decode()
    assert "9\u00a0plateformes" in page
    texte = client.get("/plateformes/", {"q": "covoiturage", "theme": "mobilite"}).content.decode()
    assert 'value="covoiturage"' in texte
    assert 'value="mobilite" checked' in texte
    assert "1\u00a0plateforme<" in texte
    fragment = client.get(
        "/plateformes/?q=covoiturage&theme=mobilite", headers={"hx-request": "true"}
    )
    assert fragment.content.decode().strip() in texte
    assert "Aucune plateforme" in client.get("/plateformes/?q=introuvable").content.decode()
    for adresse in ("?theme=nawak", "?q=%00", "?page=nawak", "?territoire=x", "?p=nawak"):
        assert client.get(f"/plateformes/{adresse}").status_code == 200


def test_setting_aside_keeps_the_filters(client, catalogue):
    texte = client.get("/plateformes/?theme=mobilite&p=dokos&p=tipimi").content.decode()
    assert "/plateformes/comparer/?p=dokos&amp;p=tipimi" in texte
    assert "?theme=mobilite&amp;p=tipimi" in texte
    assert "theme=mobilite&amp;p=dokos&amp;p=tipimi&amp;p=mobicoop" in texte
    pleine = "&".join(f"p={c}" for c in ("dokos", "tipimi", "mobicoop", "coopcycle"))
    assert "> lille" not in client.get(f"/plateformes/?{pleine}").content.decode()


def test_one_entry_or_three_cost_the_same(client, django_assert_max_num_queries):
    make_plateforme(
        nom="Une", besoins_texte="Partager", territoires=[make_territoire(make_commune())]
    )
    client.get("/plateformes/")
    with django_assert_max_num_queries(20) as une:
        client.get("/plateformes/")
    for nom in ("Deux", "Trois"):
        make_plateforme(nom=nom, besoins_texte="Partager\nDonner")
    client.get("/plateformes/")
    with django_assert_max_num_queries(20) as trois:
        client.get("/plateformes/")
    assert len(trois) == len(une)
