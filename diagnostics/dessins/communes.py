"""Map of the communes of a démarche: heard (solid), planned (hatched), never (plain).

Same signs as the bars of the coverage table beside; every commune of the map is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from diagnostics.services.couverture import LigneCouverture
from socle.typographie import INSECABLE, accorder
from territoires.dessin.encre import FOND, HUMUS, PAPIER
from territoires.dessin.fond import CommuneDessinee, Fond, anneaux, dessiner_fond, lire_fond
from territoires.dessin.noms import Encombrement, Lieu, placer_noms
from territoires.geometrie.projection import Cadre
from territoires.geometrie.traits import chemin
from territoires.models import Territoire

LARGEUR: Final = 880
RAYON: Final = 8.0
NOMS_MAX: Final = 14
_CITES: Final = 6
_ETATS: Final = {
    "entendu": ("n-carte-entendu", HUMUS, "entendue"),
    "prevu": ("n-carte-prevu", "url(#n-motif-prevu)", "entretien prévu"),
    "jamais": ("n-carte-jamais", PAPIER, "jamais entendue"),
}


@dataclass(frozen=True)
class CarteCommunes:
    """The drawing, and what to say of it."""

    svg: SafeString
    approximatif: bool
    """Whether outlines are unknown: communes are then discs on an approximate ground."""
    sources: tuple[str, ...]


def dessiner_communes(
    territoire: Territoire, lignes: Sequence[LigneCouverture]
) -> CarteCommunes | None:
    """Draw the communes of ``territoire`` by what ``lignes`` say of them; None when none has a place."""
    fond = lire_fond(territoire, largeur=LARGEUR)
    if fond.emprise is None:
        return None
    cadre = Cadre.ajuster(fond.emprise, largeur=LARGEUR, marge=28)
    par_code = {ligne.code: ligne for ligne in lignes}
    communes = [c for c in fond.communes if c.code in par_code]
    signes = _zones if fond.contours else _disques
    place = Encombrement(cadre.largeur, cadre.hauteur)
    svg = format_html(
        '<svg class="t-carte-dessin n-carte" viewBox="0 0 {0} {1}" role="img" aria-label="{2}">'
        '<defs><pattern id="n-motif-prevu" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<rect class="n-carte-papier" width="7" height="7" fill="{3}"/>'
        '<path class="n-carte-trait" d="M0 7 7 0M-2 2 2-2M5 9 9 5" fill="none" stroke="{4}" '
        'stroke-width="1.6"/></pattern></defs>'
        '<rect class="g-mer" width="{0}" height="{1}" fill="{5}"/>{6}{7}{8}</svg>',
        cadre.largeur,
        cadre.hauteur,
        _dire(territoire, lignes),
        PAPIER,
        HUMUS,
        FOND,
        dessiner_fond(fond, cadre, voisines=False),
        signes(fond, communes, par_code, cadre, place),
        SafeString(
            "".join(placer_noms(_lieux(communes, par_code, cadre), place, maximum=NOMS_MAX))
        ),
    )
    return CarteCommunes(svg, not fond.contours, tuple(fond.sources))


def _titre(ligne: LigneCouverture) -> str:
    if ligne.etat == "entendu":
        nombre = ligne.entendus
        return f"{ligne.libelle}{INSECABLE}: {nombre} entretien{accorder(nombre)} mené{accorder(nombre)}"
    return f"{ligne.libelle}{INSECABLE}: {_ETATS[ligne.etat][2]}"


def _zones(
    fond: Fond,
    communes: Sequence[CommuneDessinee],
    par_code: dict[str, LigneCouverture],
    cadre: Cadre,
    _place: Encombrement,
) -> SafeString:
    return format_html_join(
        "",
        '<path class="n-carte-zone {}" fill="{}" fill-opacity="{}" fill-rule="evenodd" d="{}">'
        "<title>{}</title></path>",
        (
            (
                _ETATS[ligne.etat][0],
                _ETATS[ligne.etat][1],
                "0" if ligne.etat == "jamais" else "1",
                chemin(anneaux(fond.contours[c.code], cadre)),
                _titre(ligne),
            )
            for c in communes
            if c.code in fond.contours and (ligne := par_code[c.code])
        ),
    )


def _disques(
    _fond: Fond,
    communes: Sequence[CommuneDessinee],
    par_code: dict[str, LigneCouverture],
    cadre: Cadre,
    place: Encombrement,
) -> SafeString:
    """Draw one disc per commune, those heard last so that none hides them."""
    rangs = {"jamais": 0, "prevu": 1, "entendu": 2}
    morceaux = []
    for commune in sorted(communes, key=lambda c: rangs[par_code[c.code].etat]):
        if commune.lon is None or commune.lat is None:
            continue
        ligne = par_code[commune.code]
        x, y = cadre.pixel(commune.lon, commune.lat)
        rayon = RAYON if ligne.etat != "jamais" else RAYON * 0.7
        place.reserver((x - rayon, y - rayon, x + rayon, y + rayon))
        morceaux.append(
            format_html(
                '<circle class="n-carte-disque {}" fill="{}" stroke="{}" cx="{}" cy="{}" r="{}"{}>'
                "<title>{}</title></circle>",
                _ETATS[ligne.etat][0],
                _ETATS[ligne.etat][1],
                HUMUS,
                f"{x:.1f}",
                f"{y:.1f}",
                f"{rayon:g}",
                SafeString(' stroke-dasharray="3 2"' if ligne.etat == "jamais" else ""),
                _titre(ligne),
            )
        )
    return SafeString("".join(morceaux))


def _lieux(
    communes: Sequence[CommuneDessinee], par_code: dict[str, LigneCouverture], cadre: Cadre
) -> list[Lieu]:
    """Communes to name: heard and planned in bold, then the most inhabited never heard."""
    places = [c for c in communes if c.lon is not None and c.lat is not None]
    places.sort(key=lambda c: (par_code[c.code].etat == "jamais", -(c.population or 0), c.nom))
    return [
        Lieu(
            c.nom,
            *cadre.pixel(c.lon or 0.0, c.lat or 0.0),
            ville=par_code[c.code].etat != "jamais",
            pastille=False,
        )
        for c in places[: NOMS_MAX * 2]
    ]


def _dire(territoire: Territoire, lignes: Sequence[LigneCouverture]) -> str:
    """Say the map in words."""
    par_etat = {
        etat: [x.libelle for x in lignes if x.etat == etat]
        for etat in ("entendu", "prevu", "jamais")
    }
    phrases = [f"Communes de {territoire.nom}"]
    for etat, mot in (("entendu", "entendue"), ("prevu", "prévue"), ("jamais", "jamais entendue")):
        noms = par_etat[etat]
        if noms:
            suite = ", …" if len(noms) > _CITES else ""
            cites = ", ".join(noms[:_CITES])
            phrases.append(f"{len(noms)} {mot}{accorder(len(noms))} ({cites}{suite})")
    return f"{phrases[0]}{INSECABLE}: {', '.join(phrases[1:])}. Le détail suit en tableau."
