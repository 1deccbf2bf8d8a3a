"""Caps of long lists: a thousand rows would drown the reader and choke the layout."""

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

from rapports.services.mots import compter, majuscule
from rapports.services.structures import Appui, CadranMoff, Contenu, Enonce

ACTEURS_PAR_FAMILLE: Final = 80
ENONCES_PAR_CADRAN: Final = 120
ENONCES_EN_GRILLE: Final = (12, 10, 8, 6, 4)
"""Items a quadrant may show in the one-page grid, tried in this order."""
HAUTEUR_GRILLE_MM: Final = 219
DENSE: Final = 1500
"""Characters beyond which the one-page note is set smaller."""
APPUIS: Final = 200
MESURES: Final = 40


def paginate(contenu: Contenu) -> dict[str, Any]:
    """Return what the templates need beside ``contenu``: caps, what they leave out, pairs."""
    sources = dict.fromkeys(m.source for m in contenu.mesures[:MESURES])
    lettres = {source: _lettre(rang) for rang, source in enumerate(sources)}
    grille = fit_grid(contenu.cadrans)
    return {
        "messages_en_lettres": majuscule(compter(len(contenu.messages), "message")),
        "lignes_mesures": [
            {"mesure": m, "lettre": lettres[m.source]} for m in contenu.mesures[:MESURES]
        ],
        "sources_mesures": [{"lettre": v, "libelle": k} for k, v in lettres.items()],
        "precisions": [_detacher(p) for p in contenu.precisions],
        "mot_long": max(map(len, contenu.titre.split()), default=0),
        "appuis_note": _cites_dans_la_note(contenu),
        "rangs_moff": (contenu.cadrans[:2], contenu.cadrans[2:]),
        "plafond_acteurs": f":{ACTEURS_PAR_FAMILLE}",
        "acteurs_omis": sum(max(0, len(f.acteurs) - ACTEURS_PAR_FAMILLE) for f in contenu.familles),
        "plafond_enonces": f":{ENONCES_PAR_CADRAN}",
        "enonces_omis": sum(max(0, len(c.enonces) - ENONCES_PAR_CADRAN) for c in contenu.cadrans),
        "plafond_cadran": f":{grille}",
        "plafond_cadran_n": grille,
        "note_dense": _mesurer_note(contenu) > DENSE,
        "plafond_appuis": f":{APPUIS}",
        "appuis_omis": max(0, len(contenu.appuis) - APPUIS),
    }


def fit_grid(cadrans: Sequence[CadranMoff]) -> int:
    """Return how many items of each quadrant the grid shows so that it holds on its page.

    Heights are estimated from the length of the texts (voices and the mention of
    a missing evidence included): 52 characters a line, 4.2 mm a line, 2.3 mm
    around an item, 15 mm for the head of a quadrant, 4 mm to say that more follow.
    """
    for plafond in ENONCES_EN_GRILLE:
        hauteurs = [
            15
            + 4 * (len(c.enonces) > plafond)
            + sum(_lignes(e) * 4.2 + 2.3 for e in c.enonces[:plafond])
            for c in cadrans
        ]
        rangs = [max(hauteurs[i : i + 2]) for i in range(0, len(hauteurs), 2)]
        if sum(rangs) <= HAUTEUR_GRILLE_MM:
            break
    return plafond


def _lignes(enonce: Enonce) -> int:
    """Estimate how many lines an item takes in the grid."""
    longueur = len(enonce.texte) + (8 if enonce.voix else 0) + (0 if enonce.est_etaye else 15)
    longueur += 12 if enonce.contraires else 0
    return ceil(longueur / 52)


def _mesurer_note(contenu: Contenu) -> int:
    """Return how many characters the note holds."""
    messages = sum(len(m.titre) + len(m.texte) for m in contenu.messages)
    demande = len(contenu.question) + len(contenu.decision) + sum(map(len, contenu.precisions))
    return messages + demande


def _detacher(precision: str) -> tuple[str, str]:
    """Part the first sentence from the rest; a single sentence stands alone, not in bold."""
    tete, point, suite = precision.partition(". ")
    return (tete + ".", suite) if point else ("", precision)


def _lettre(rang: int) -> str:
    """Return « a », « b »… « z », « aa »… for ranks from 0."""
    tete, reste = divmod(rang, 26)
    return (_lettre(tete - 1) if tete else "") + chr(ord("a") + reste)


def _cites_dans_la_note(contenu: Contenu) -> list[Appui]:
    """Return the evidence whose numbers the note prints, in order."""
    cites = {a.numero: a for m in contenu.messages for a in m.appuis[:4]}
    return [cites[n] for n in sorted(cites)]
