"""The layouts: nothing overlaps, nothing leaves the drawing, one name more moves little."""

from itertools import combinations
from math import hypot
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnostics.dessins.cercles import disposer
from diagnostics.dessins.etiquettes import CORPS, HAUTEUR, LARGEUR, TEXTE, Pose, composer
from diagnostics.dessins.grille_parties import dessiner_grille, disposer_grille
from diagnostics.dessins.parties import dessiner_cercles
from diagnostics.services.carte_parties import Carte, CercleLu, LignePartie
from socle.lettrage import mesurer

SVG = "{http://www.w3.org/2000/svg}"
REGLAGES = settings(
    deadline=None,
    max_examples=40,
    derandomize=True,
    # 120 random names take a while to draw on a busy machine.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ATTITUDES = ["moteur", "favorable", "neutre", "reticent", "oppose", ""]


@st.composite
def cartes(draw):
    """1 to 120 stakeholders of random names in 1 to 8 circles, marks known or not."""
    nombre = draw(st.integers(1, 120))
    cercles = draw(st.integers(1, 8))
    alea = draw(st.randoms(use_true_random=False))
    lettres = "aàbceéfgimnoprstuWŒ&<’- "
    niveaux = [None, 0, 1, 2, 3, 4]
    lignes = [[] for _ in range(cercles)]
    for i in range(nombre):
        nom = "".join(alea.choice(lettres) for _ in range(alea.randint(1, 160))).strip() or "x"
        rang = min(alea.randrange(cercles), alea.randrange(cercles))
        lignes[rang].append(
            LignePartie(
                f"ref{i}",
                " ".join(nom.split()),
                f"c{rang}",
                influence=alea.choice(niveaux),
                interet=alea.choice(niveaux),
                attitude=alea.choice(ATTITUDES),
            )
        )
    titre = "".join(alea.choice(lettres) for _ in range(alea.randint(1, 200)))
    return Carte(
        titre,
        tuple(
            CercleLu(f"c{i}", "Cercle " + "long " * alea.randint(0, 6), "", tuple(x), len(x))
            for i, x in enumerate(lignes)
        ),
    )


def _plus_une(carte, rang):
    cercles = list(carte.cercles)
    c = cercles[rang]
    neuve = LignePartie("neuve", "La dernière arrivée", c.code, influence=2, interet=2)
    cercles[rang] = CercleLu(c.code, c.nom, "", (*c.lignes, neuve), c.total + 1)
    return Carte(carte.centre, tuple(cercles))


def _disjointes(coins):
    tries = sorted(coins)
    for (x1, y1), (x2, y2) in combinations(tries, 2):
        assert abs(x1 - x2) >= LARGEUR - 0.01 or abs(y1 - y2) >= HAUTEUR - 0.01


@REGLAGES
@given(cartes())
def test_cercles_sans_chevauchement_et_dans_le_cadre(carte):
    plan = disposer(carte)
    droite, bas = plan.gauche + plan.largeur, plan.haut + plan.hauteur
    for a, b in combinations(plan.cercles, 2):
        assert hypot(a.x - b.x, a.y - b.y) >= a.rayon + b.rayon - 0.3
    for cercle in plan.cercles:
        assert hypot(cercle.x, cercle.y) >= cercle.rayon + plan.rayon_centre
        assert plan.gauche <= cercle.x - cercle.rayon
        assert cercle.x + cercle.rayon <= droite
        assert plan.haut <= cercle.y - cercle.rayon
        assert cercle.y + cercle.rayon <= bas
        assert len(cercle.places) == len(cercle.cercle.lignes)
        _disjointes(cercle.places)
        for x, y in cercle.places:
            for coin in ((x, y), (x + LARGEUR, y), (x, y + HAUTEUR), (x + LARGEUR, y + HAUTEUR)):
                assert hypot(coin[0] - cercle.x, coin[1] - cercle.y) <= cercle.rayon + 0.01
            # The title stands above every label.
            assert y >= cercle.y + cercle.titre_y


@REGLAGES
@given(cartes(), st.integers(0, 7))
def test_une_de_plus_ne_change_pas_l_ordre_et_le_plus_souvent_ne_bouge_rien(carte, rang):
    rang %= len(carte.cercles)
    avant, apres = disposer(carte), disposer(_plus_une(carte, rang))
    assert disposer(carte) == avant, "deterministic"
    c_avant, c_apres = avant.cercles[rang], apres.cercles[rang]
    if c_avant.rayon == c_apres.rayon:
        for a, b in zip(avant.cercles, apres.cercles, strict=True):
            assert (a.x, a.y, a.rayon) == (b.x, b.y, b.rayon)
            assert b.places[: len(a.places)] == a.places
    # Reading order (top to bottom, left to right) is the order of arrival, always.
    for cercle in apres.cercles:
        lues = sorted(range(len(cercle.places)), key=lambda i: cercle.places[i][::-1])
        assert lues == list(range(len(cercle.places)))


@REGLAGES
@given(cartes())
def test_grille_sans_chevauchement_et_dans_les_cases(carte):
    plan = disposer_grille(carte)
    coins = list(plan.places_bande)
    for case in plan.cases:
        for x, y in case.places:
            assert case.x <= x
            assert x + LARGEUR <= case.x + case.largeur + 0.01
            assert case.y <= y
            assert y + HAUTEUR <= case.y + case.hauteur + 0.01
        coins.extend(case.places)
    assert len(coins) == len(carte.lignes)
    _disjointes(coins)
    for x, y in coins:
        assert x >= 0
        assert x + LARGEUR <= plan.largeur
        assert y >= 0
        assert y + HAUTEUR <= plan.hauteur


@REGLAGES
@given(st.text(min_size=1, max_size=200))
def test_etiquettes_tiennent_dans_leur_place(nom):
    etiquette = composer(nom)
    assert len(etiquette.lignes) <= 2
    for ligne in etiquette.lignes:
        assert mesurer(ligne, CORPS, graisse=600) <= TEXTE + 0.01
    if etiquette.abrege:
        assert etiquette.lignes[-1].endswith("…")


def test_un_nom_trop_long_prend_sa_forme_courte_usuelle():
    court = composer("Communauté de communes du Pays du Coquelicot")
    assert (" ".join(court.lignes), court.abrege) == ("CC du Pays du Coquelicot", True)
    assert composer("Communauté de communes").lignes == ("Communauté de", "communes")


def test_colonnes_alignees_et_carte_plus_large_que_haute():
    lignes = tuple(LignePartie(f"r{i}", f"Nom {i}", "c0") for i in range(9))
    carte = Carte("Projet", tuple(CercleLu(f"c{i}", "C", "", lignes, 9) for i in range(5)))
    plan = disposer(carte)
    for cercle in plan.cercles:
        abscisses = {round((x - cercle.x) / LARGEUR % 1, 3) % 1 for x, _ in cercle.places}
        assert len(abscisses) == 1
    assert plan.largeur > 1.1 * plan.hauteur
    assert disposer(carte, etirement=1.0).largeur < plan.largeur


@REGLAGES
@given(cartes())
def test_dessins_bien_formes_sans_style_ni_injection(carte):
    for dessin in (dessiner_cercles(carte), dessiner_grille(carte)):
        racine = ET.fromstring(
            dessin.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        )
        assert racine.get("role") == "img"
        assert "style=" not in dessin
        assert len(list(racine.iter(f"{SVG}rect"))) >= len(carte.lignes)


def _une(**champs):
    ligne = LignePartie("abc", '<script>alert("x")</script> & cie', "c", "C", **champs)
    return Carte("<b>Projet</b>", (CercleLu("c", "C", "", (ligne,), 1),))


@pytest.mark.parametrize("dessiner", [dessiner_cercles, dessiner_grille])
@pytest.mark.parametrize("attitude", ATTITUDES)
def test_attitude_par_la_forme_et_par_le_mot(dessiner, attitude):
    dessin = dessiner(_une(attitude=attitude, influence=3, interet=1))
    assert "<script" not in dessin
    assert "<b>" not in dessin
    assert f"pp-{attitude or 'inconnue'}" in dessin
    mots = {
        "moteur": "moteur", "favorable": "favorable", "neutre": "neutre",
        "reticent": "réticent", "oppose": "opposé", "": "attitude à préciser",
    }  # fmt: skip
    assert mots[attitude] in dessin


def test_liens_seulement_quand_on_les_demande():
    carte = _une()
    assert "<a " not in dessiner_cercles(carte)
    dessin = dessiner_cercles(carte, pose=Pose(adresse="/x/?partie={}", deplacer="/x/{}/"))
    assert 'href="/x/?partie=abc"' in dessin
    assert 'data-deplacer="/x/abc/"' in dessin
    assert 'role="group"' in dessin
