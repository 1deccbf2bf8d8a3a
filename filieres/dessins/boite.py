"""One maillon as a box: what it is, how it stands, what it can take, who is there.

The status is said four ways: its word, its sign, the engraving of the top strip, the frame.
Colour only repeats them.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import escape

from filieres.calculs.resultats import Statut
from filieres.dessins.scene import Boite, Jauge, Rang, Rive
from socle.encres import ENCRE, ENCRE_2, FEUILLE, OCRE, VERMILLON, Encre, ecrire, n
from socle.formes import FORMES, INCONNUE
from socle.lettrage import couper, mesurer
from socle.typographie import typographier

LARGEUR: Final = 190.0
LARGEUR_RIVE: Final = 128.0
_MARGE: Final = 11.0
_UTILE: Final = LARGEUR - 2 * _MARGE
_BANDEAU: Final = 8.0
_TITRES_MAX: Final = 3
_RANG: Final = 19.0
_TERRE: Final = "#6a4b32"
_HUMUS: Final = "#2e2218"

ENCRES: Final[dict[Statut, Encre]] = {
    Statut.COUVERT: FEUILLE,
    Statut.FRAGILE: OCRE,
    Statut.GOULOT: VERMILLON,
    Statut.MANQUANT: VERMILLON,
    Statut.INCONNU: ENCRE_2,
}
SIGNES: Final[dict[Statut, str]] = {
    Statut.COUVERT: '<path d="M1.5 6.5 5 10l6.5-8" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    Statut.FRAGILE: '<path d="M6.5 1 12.5 11.5H.5z" fill="none" stroke="currentColor" stroke-width="1.8"/>'
    '<path d="M6.5 4.5v3.6m0 1.2v.9" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    Statut.GOULOT: '<path d="M1 1h11L7.7 6.5 12 12H1l4.3-5.5z" fill="currentColor"/>',
    Statut.MANQUANT: '<path d="M2 2l9 9m0-9-9 9" fill="none" stroke="currentColor" stroke-width="2.4"/>',
    Statut.INCONNU: '<circle cx="6.5" cy="6.5" r="5.2" fill="none" stroke="currentColor" '
    'stroke-width="1.6" stroke-dasharray="2.6 1.9"/>',
}
"""Signs of the statuses on a 13 × 13 grid, painted in the current colour."""


@dataclass(frozen=True)
class Gabarit:
    """A box whose lines are cut: its height is known, it may be placed."""

    boite: Boite
    titres: tuple[str, ...]
    mesure: tuple[str, ...]
    rangs: tuple[tuple[Rang, str], ...]
    vide: str
    hauteur: float


@lru_cache(maxsize=512)
def tailler(boite: Boite) -> Gabarit:
    """Cut the words of a box and return it with its height."""
    titres = _tenir(boite.intitule, 16, _TITRES_MAX, graisse=600)
    mesure = couper(typographier(boite.jauge.phrase), _UTILE, 13) if boite.jauge else []
    rangs = tuple(
        (r, _tenir(r.texte, 14, 1, _UTILE - 20 - (18 if r.marque else 0))[0]) for r in boite.rangs
    )
    vide = "" if boite.rangs else "Personne de cité"
    if boite.statut is Statut.MANQUANT and not boite.acteurs:
        vide = "" if boite.rangs else "Personne ne le tient"
    hauteur = _BANDEAU + 26 + 19 * len(titres) + 4
    if boite.jauge:
        hauteur += 18 + 16 * len(mesure) + 2
    if boite.ess:
        hauteur += 24
    hauteur += 8 + _RANG * max(len(rangs), bool(vide)) + 4
    if boite.besoins:
        hauteur += _RANG
    return Gabarit(boite, tuple(titres), tuple(mesure), rangs, vide, round(hauteur + 2, 1))


def _tenir(
    texte: str, corps: float, lignes: int, largeur: float = _UTILE, *, graisse: int = 400
) -> list[str]:
    """Cut into at most ``lignes`` lines; the last one says that there was more."""
    coupes = couper(typographier(texte), largeur, corps, graisse=graisse) or [""]
    if len(coupes) <= lignes:
        return coupes
    derniere = " ".join(coupes[lignes - 1 :])
    while mesurer(f"{derniere}…", corps, graisse=graisse) > largeur:
        derniere = derniere[:-1].rstrip(" ,;:")
    return [*coupes[: lignes - 1], f"{derniere}…"]


def dessiner_boite(gabarit: Gabarit, x: float, y: float, colonne: int = 0) -> str:
    """Return the drawing of a box whose top left corner is at ``x``, ``y``, in a column (from 0)."""
    return f'<g transform="translate({n(x)} {n(y)})">{_dedans(gabarit, colonne)}</g>'


@lru_cache(maxsize=512)
def _dedans(gabarit: Gabarit, colonne: int) -> str:
    """Draw what a box holds; the same one is drawn once, wherever it stands."""
    boite = gabarit.boite
    encre = ENCRES[boite.statut]
    statut = boite.statut.value
    morceaux = [_cadre(boite.statut, encre, gabarit.hauteur)]
    base = _BANDEAU + 20
    morceaux.append(
        f'<g class="fi-signe {encre.classe}" color="{encre.couleur}" '
        f'transform="translate({n(_MARGE)} {n(base - 11)})">{SIGNES[boite.statut]}</g>'
    )
    morceaux.append(ecrire(boite.statut_dit, _MARGE + 19, base, 13.5, encre, gras=True))
    for ligne in gabarit.titres:
        base += 19
        morceaux.append(ecrire(ligne, _MARGE, base, 16, gras=True))
    if boite.jauge:
        base += 10
        morceaux.append(_jauge(boite.jauge, base))
        base += 12
        for ligne in gabarit.mesure:
            base += 16
            morceaux.append(ecrire(ligne, _MARGE, base, 13, ENCRE_2))
        base += 2
    if boite.ess:
        base += 20
        morceaux.append(_ess(boite, base))
        base += 2
    base += 8
    morceaux.append(
        f'<path class="e-filet" d="M{n(_MARGE)} {n(base - 1)}H{n(LARGEUR - _MARGE)}" '
        'stroke="#cdd4c7" fill="none"/>'
    )
    for rang, texte in gabarit.rangs:
        base += _RANG
        morceaux.append(_rang(rang, texte, base - 4))
    if gabarit.vide:
        base += _RANG
        morceaux.append(ecrire(gabarit.vide, _MARGE, base - 4, 14, encre, gras=True))
    if boite.besoins:
        base += _RANG
        nombre = len(boite.besoins)
        mots = f"{nombre} besoin{'s' if nombre > 1 else ''} à couvrir"
        morceaux.append(ecrire(mots, _MARGE, base - 4, 13, VERMILLON))
    corps = "".join(morceaux)
    titre = f"<title>{escape(resumer(boite))}</title>"
    dedans = (
        f'<g class="fi-boite est-{statut}" data-maillon="{escape(boite.cle)}" '
        f'data-colonne="{colonne}" data-bande="{boite.bande}">{titre}{corps}</g>'
    )
    if boite.adresse:
        dedans = f'<a class="fi-lien" href="{escape(boite.adresse)}">{dedans}</a>'
    return dedans


@lru_cache(maxsize=512)
def resumer(boite: Boite) -> str:
    """Say a box in one sentence."""
    acteurs = f"{boite.acteurs} acteur{'s' if boite.acteurs > 1 else ''}"
    suites = [f"{boite.intitule}\u00a0: {boite.statut_dit.lower()}", acteurs]
    if boite.potentiels:
        suites.append(f"{boite.potentiels} possible{'s' if boite.potentiels > 1 else ''}")
    suites += filter(None, [boite.ess, boite.jauge.phrase if boite.jauge else ""])
    return typographier(", ".join(suites) + ".")


def _cadre(statut: Statut, encre: Encre, hauteur: float) -> str:
    """Draw the paper, the frame and the engraved strip of a status."""
    trait = {
        Statut.GOULOT: 'stroke-width="3"',
        Statut.MANQUANT: 'stroke-width="2.4" stroke-dasharray="7 5"',
        Statut.FRAGILE: 'stroke-width="1.8"',
        Statut.INCONNU: 'stroke-width="1.2"',
    }.get(statut, 'stroke-width="1.4"')
    fond = "#fbeae4" if statut in {Statut.MANQUANT, Statut.GOULOT} else "#fdfdfb"
    couleur = encre.couleur if statut is not Statut.COUVERT else _HUMUS
    cadre = (
        f'<rect class="fi-papier" width="{n(LARGEUR)}" height="{n(hauteur)}" rx="3" '
        f'fill="{fond}" stroke="{couleur}" {trait}/>'
    )
    return cadre + _gravure(statut, encre)


def _gravure(statut: Statut, encre: Encre) -> str:
    """Engrave the strip: solid, dots, oblique hatches; nothing when unknown or missing."""
    if statut is Statut.COUVERT:
        return f'<rect class="fi-bande" width="{n(LARGEUR)}" height="6" fill="{encre.couleur}"/>'
    if statut is Statut.FRAGILE:
        points = "".join(f"M{x} 4.5h.01" for x in range(6, int(LARGEUR) - 2, 7))
        return (
            f'<path class="fi-grave" d="{points}" stroke="{encre.couleur}" stroke-width="3.4" '
            'stroke-linecap="round" fill="none"/>'
        )
    if statut is Statut.GOULOT:
        traits = "".join(f"M{x} 8l7-7" for x in range(2, int(LARGEUR) - 8, 6))
        return (
            f'<path class="fi-grave" d="{traits}" stroke="{encre.couleur}" stroke-width="2" '
            'fill="none"/>'
        )
    return ""


def _jauge(jauge: Jauge, y: float) -> str:
    """Draw what comes in (solid) against the capacity (frame); what exceeds it is hatched."""
    entrant, capacite = jauge.entrant or 0.0, jauge.capacite
    maximum = max(entrant, capacite or 0.0) or 1.0
    echelle = _UTILE / maximum
    dans = min(entrant, capacite) if capacite is not None else entrant
    traits = [
        (
            f'<rect class="fi-entrant" x="{n(_MARGE)}" y="{n(y)}" width="{n(dans * echelle)}" '
            f'height="12" fill="{_TERRE}"/>'
        )
    ]
    if capacite is not None:
        traits.append(
            f'<rect class="fi-capacite" x="{n(_MARGE)}" y="{n(y)}" '
            f'width="{n(capacite * echelle)}" height="12" fill="none" stroke="{_HUMUS}" '
            'stroke-width="1.4"/>'
        )
        if entrant > capacite:
            debut, fin = _MARGE + capacite * echelle, _MARGE + entrant * echelle
            combien = max(0, int((fin - debut - 8) // 5) + 1)
            hachures = f"M{n(debut + 2)} {n(y + 12)}" + "l6-12m-1 12" * combien
            traits.append(
                f'<path class="fi-exces" d="{hachures}M{n(debut)} {n(y)}H{n(fin)}V{n(y + 12)}'
                f'H{n(debut)}" stroke="{VERMILLON.couleur}" stroke-width="1.5" fill="none"/>'
            )
    else:
        traits.append(
            f'<rect class="fi-capacite" x="{n(_MARGE)}" y="{n(y)}" width="{n(_UTILE)}" '
            f'height="12" fill="none" stroke="{_HUMUS}" stroke-dasharray="4 3"/>'
        )
    return "".join(traits)


def _ess(boite: Boite, base: float) -> str:
    """Write the ESS share, and draw it when it is known."""
    dessin = ecrire(typographier(boite.ess), _MARGE, base, 13.5)
    if boite.part_ess is None:
        return dessin
    debut = _MARGE + mesurer(boite.ess, 13.5) + 10
    large = LARGEUR - _MARGE - debut
    if large < 30:  # noqa: PLR2004 (no room for a bar that could be read)
        return dessin
    return dessin + (
        f'<rect class="fi-ess-fond" x="{n(debut)}" y="{n(base - 9)}" width="{n(large)}" height="8" '
        f'fill="none" stroke="{FEUILLE.couleur}"/>'
        f'<rect class="fi-ess" x="{n(debut)}" y="{n(base - 9)}" '
        f'width="{n(large * boite.part_ess)}" height="8" fill="{FEUILLE.couleur}"/>'
    )


def _rang(rang: Rang, texte: str, base: float) -> str:
    """Write one actor, one family or one count."""
    x = _MARGE
    morceaux = []
    if rang.forme:
        forme = FORMES.get(rang.forme, FORMES[INCONNUE])
        code = rang.forme if rang.forme in FORMES else INCONNUE
        opacite = ' opacity=".55"' if rang.potentiel else ""
        morceaux.append(
            f'<g class="f-{code}" fill="{forme.couleur}" color="{forme.couleur}"{opacite} '
            f'transform="translate({n(x - 1)} {n(base - 11.5)}) scale(.58)">{forme.dessin}</g>'
        )
        x += 19
    elif rang.potentiel:
        morceaux.append(
            f'<circle class="fi-possible" cx="{n(x + 6)}" cy="{n(base - 4.5)}" r="5" fill="none" '
            f'stroke="{ENCRE_2.couleur}" stroke-width="1.4" stroke-dasharray="2.5 2"/>'
        )
        x += 19
    morceaux.append(ecrire(texte, x, base, 14, ENCRE_2 if rang.potentiel else ENCRE))
    if rang.marque:
        morceaux.append(marquer(rang.marque, LARGEUR - _MARGE - 7, base - 5))
    return "".join(morceaux)


def marquer(numero: int, x: float, y: float) -> str:
    """Draw the number of an actor that several chains share."""
    return (
        f'<circle class="fi-marque" cx="{n(x)}" cy="{n(y)}" r="8" fill="#fdfdfb" '
        f'stroke="{_HUMUS}" stroke-width="1.3"/>'
        + ecrire(str(numero), x, y + 4, 11.5, gras=True, ancre="middle")
    )


# ── Ends of the chain ───────────────────────────────────────────────────────
@dataclass(frozen=True)
class GabaritRive:
    """An end of the chain whose lines are cut."""

    rive: Rive
    titres: tuple[str, ...]
    details: tuple[str, ...]
    hauteur: float


def tailler_rive(rive: Rive) -> GabaritRive:
    """Cut the words of an end of the chain and return it with its height."""
    titres = _tenir(rive.titre, 14.5, 3, LARGEUR_RIVE - 22, graisse=600)
    details = _tenir(rive.detail.replace("\u00a0", " "), 13, 3, LARGEUR_RIVE - 20)
    hauteur = 17 + 18 * len(titres) + 16 * len(details)
    return GabaritRive(rive, tuple(titres), tuple(details), float(hauteur))


def dessiner_rive(gabarit: GabaritRive, x: float, y: float) -> str:
    """Draw a gisement (open to the right) or what leaves (an arrow's head)."""
    rive, h, larg = gabarit.rive, gabarit.hauteur, LARGEUR_RIVE
    if rive.nature == "gisement":
        contour = f"M0 0H{n(larg - 10)}L{n(larg)} {n(h / 2)}L{n(larg - 10)} {n(h)}H0Z"
        classe, fond, bord, decale = "fi-gisement", "#e2eee3", FEUILLE.couleur, 9.0
    else:
        contour = f"M10 0H{n(larg)}V{n(h)}H10L0 {n(h / 2)}Z"
        classe, fond, bord, decale = "fi-sortie", "#f1f4ee", "#7d8778", 16.0
    base = 8.0
    lignes = []
    for ligne in gabarit.titres:
        base += 18
        lignes.append(ecrire(ligne, decale, base - 3, 14.5, gras=True))
    for ligne in gabarit.details:
        base += 16
        lignes.append(ecrire(ligne, decale, base - 2, 13, ENCRE_2))
    corps = (
        f'<path class="{classe}" d="{contour}" fill="{fond}" stroke="{bord}" stroke-width="1.3"/>'
    )
    corps += "".join(lignes)
    if rive.adresse:
        corps = f'<a class="fi-lien" href="{escape(rive.adresse)}">{corps}</a>'
    return f'<g transform="translate({n(x)} {n(y)})">{corps}</g>'
