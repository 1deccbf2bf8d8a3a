"""The diagram and its vertical reading, on hand-made chains."""

import re
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as ET

from filieres.calculs.reseau import BesoinLu, ChaineLue
from filieres.calculs.resultats import Analyse, MaillonAnalyse, PartEss, Plage, Statut
from filieres.dessins.boite import LARGEUR, tailler
from filieres.dessins.chaine import decrire, dessiner_chaine
from filieres.dessins.composition import composer
from filieres.dessins.legende import dresser_legende
from filieres.dessins.scene import dire
from filieres.dessins.verticale import derouler
from tests.filieres.calculs.reseaux import flux, gisement, maillon, position, reseau


def plage(valeur, unite="t/an"):
    return Plage(Fraction(valeur), Fraction(valeur), Fraction(valeur), unite)


def exemple():
    return reseau(
        maillon("collecte", 1, capacite=900),
        maillon("tri", 2, capacite=400, besoins=(BesoinLu("foncier", "Un quai"),)),
        maillon("lavage", 3),
        maillon("vente", 4),
        position("r", "collecte", nom="Atelier <du> Val", ess=True, forme="association"),
        position("p", "lavage", nom="Blanchisserie", potentielle=True),
        *[position(f"v{i}", "vente", nom=f"Boutique {i}", forme="cooperative") for i in range(12)],
        gisement("g", None, 850, ressource="Objets jetés"),
        flux(None, "collecte", 520, gisement="g"),
        flux("collecte", "tri", 560),
        flux("tri", "vente", 100, certitude="probable"),
        flux("tri", "vente", 900, unite="pièces/an", cle="pieces"),
        flux("vente", "collecte", 25),
        flux("vente", None, 60, matiere="Objets vendus"),
        nom="Réemploi",
    )  # fmt: skip


def lire(res):
    statuts = {"collecte": Statut.COUVERT, "tri": Statut.GOULOT, "lavage": Statut.MANQUANT}
    return Analyse(
        {
            m.cle: MaillonAnalyse(
                m.cle,
                m.intitule,
                statuts.get(m.cle, Statut.INCONNU),
                entrant=plage(560) if m.cle == "tri" else None,
                capacite=Fraction(400) if m.cle == "tri" else None,
                unite="t/an",
                taux=Fraction(560, 400) if m.cle == "tri" else None,
                part_ess=PartEss(Fraction(1), "acteurs", 1, 0, 0),
            )
            for m in res.maillons
        },
        {f.cle: plage(int(f.volume), f.unite) for f in res.flux if f.volume},
        {g.cle: plage(int(g.quantite)) for g in res.gisements if g.quantite},
    )


def scene(**champs):
    res = exemple()
    return composer(res, lire(res), **champs)


def test_the_drawing_is_well_formed_and_says_everything():
    dessin = dessiner_chaine(scene())
    ET.fromstring(dessin)
    assert "style=" not in dessin
    assert 'role="img"' in dessin
    for mot in ("Atelier &lt;du&gt; Val", "12\u00a0×\u00a0coopérative", "Manquant"):
        assert mot in dessin
    assert "560 sur 400\u00a0t/an (140\u00a0%)" in dessin
    assert "1 besoin à couvrir" in dessin
    assert "Objets vendus" in dessin
    assert "Tri vers Vente" in decrire(scene())


def test_boxes_become_links_when_they_lead_somewhere():
    dessin = dessiner_chaine(scene(adresse=lambda nature, cle: f"/{nature}/{cle}/"))
    ET.fromstring(dessin)
    assert 'href="/maillon/tri/"' in dessin
    assert 'role="group"' in dessin


def test_flows_are_to_scale_in_the_most_common_unit():
    rubans = {(r.depart, r.arrivee, r.hors_echelle): r for r in scene().rubans}
    large, etroit = rubans["collecte", "tri", False], rubans["tri", "vente", False]
    assert round(large.epaisseur / etroit.epaisseur, 1) == 5.6
    assert rubans["tri", "vente", True].quantite == "900\u00a0pièces/an"
    assert etroit.incertain
    assert rubans["vente", "collecte", False].retour


def test_the_order_of_the_chain_is_said_to_be_supposed():
    res = reseau(maillon("a", 1), maillon("b", 2))
    (ruban,) = composer(res, lire(res)).rubans
    assert ruban.deduit
    assert "selon l’ordre" in dessiner_chaine(composer(res, lire(res)))


def test_shared_actors_are_numbered():
    res = reseau(
        maillon("a", chaine="x"),
        maillon("b", chaine="y"),
        position("p", "a", nom="Emmaüs"),
        position("q", "b", nom="Emmaüs"),
        position("r", "b", nom="Autre"),
        chaines=(ChaineLue("x", "Textile"), ChaineLue("y", "Vélo")),
        conception="ecosysteme",
    )
    vue = composer(res, lire(res))
    assert vue.partages == ((1, "Emmaüs", ("Textile", "Vélo")),)
    dessin = dessiner_chaine(vue)
    assert dessin.count("fi-marque") == 2
    assert "Vélo" in dessin


def test_a_very_long_name_stays_in_its_box():
    vue = scene()
    boite = replace(vue.boites[0], intitule="Transformation " * 20)
    assert len(tailler(boite).titres) == 3
    assert tailler(boite).titres[-1].endswith("…")
    assert LARGEUR < 200


def test_phone_reading_goes_from_top_to_bottom():
    etapes = derouler(scene())
    assert [e.boite.intitule for e in etapes] == ["Collecte", "Tri", "Lavage", "Vente"]
    assert etapes[0].sources[0][0].titre == "Objets jetés"
    assert etapes[1].passage.phrases[0].startswith("Vente\u00a0: ")
    assert "retour vers l’amont" in " ".join(etapes[3].passage.phrases)
    assert "fi-exces" in etapes[1].mesure


def test_legend_holds_only_what_is_drawn():
    mots = " ".join(dit for _, dit in dresser_legende(scene()))
    assert "Goulot" in mots
    assert "Fragile" not in mots
    assert "autre unité" in mots
    assert re.search(r"à l’échelle : (100|200|500)\u00a0t/an", mots)


def test_an_empty_filiere_draws_nothing_wrong():
    res = reseau()
    ET.fromstring(dessiner_chaine(composer(res, lire(res))))
    assert derouler(composer(res, lire(res))) == ()


def test_quantities_are_said_short():
    assert dire(Fraction(12345, 10), "t/an") == "1\u202f230\u00a0t/an"
    assert dire(Fraction(1, 3)) == "0,33"
