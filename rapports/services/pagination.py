"""Caps of long lists: a thousand rows would drown the reader and choke the layout."""

from typing import Any, Final

from rapports.services.mots import compter, majuscule
from rapports.services.structures import Appui, Contenu

ACTEURS_PAR_FAMILLE: Final = 80
ENONCES_PAR_CADRAN: Final = 120
ENONCES_EN_GRILLE: Final = 12
APPUIS: Final = 200
MESURES: Final = 40


def paginate(contenu: Contenu) -> dict[str, Any]:
    """Return what the templates need beside ``contenu``: caps, what they leave out, pairs."""
    sources = dict.fromkeys(m.source for m in contenu.mesures[:MESURES])
    lettres = {source: _lettre(rang) for rang, source in enumerate(sources)}
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
        "plafond_cadran": f":{ENONCES_EN_GRILLE}",
        "plafond_cadran_n": ENONCES_EN_GRILLE,
        "plafond_appuis": f":{APPUIS}",
        "appuis_omis": max(0, len(contenu.appuis) - APPUIS),
    }


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
