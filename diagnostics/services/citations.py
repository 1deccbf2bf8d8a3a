"""How what was heard may be named and quoted outside the members' pages.

Two decisions of the person met rule it: whether they agreed to be quoted, and how. A
passage of exact words follows the exact words' own; anything else follows the interview's.
Whatever leaves the members' screens (reports, exports) goes through here.
"""

from datetime import date
from typing import Final

from django.utils.formats import date_format

from diagnostics.models import Anonymat, Consentement, Entretien, Preuve

GENERIQUES: Final[dict[str, str]] = {
    Entretien.Nature.ENTRETIEN: "Entretien mené pendant la démarche",
    Entretien.Nature.ATELIER: "Atelier de la démarche",
    Entretien.Nature.VISITE: "Visite faite pendant la démarche",
    Entretien.Nature.DOCUMENT: "Document versé à la démarche",
}
"""What a public report says of a source, whatever it is."""
ANONYME: Final = "Une personne entendue pendant la démarche"


def dire_date(jour: date) -> str:
    """« 1er mars 2026 »."""
    return date_format(jour, "j F Y" if jour.day > 1 else "jS F Y")


def dater_entretien(entretien: Entretien) -> str:
    """Return the date in words: those written by hand first."""
    return entretien.date_texte or (dire_date(entretien.date) if entretien.date else "")


def nommer_entretien(entretien: Entretien, anonymat: str | None = None) -> str:
    """Name a source at the level of anonymity agreed on; ``anonymat`` is that of exact words."""
    niveau = _le_plus_discret(entretien.anonymat, anonymat or entretien.anonymat)
    if niveau == Anonymat.ANONYME:
        return ANONYME
    if niveau == Anonymat.STRUCTURE:
        if entretien.acteur:
            return entretien.acteur.nom
        return GENERIQUES[entretien.nature]
    date = dater_entretien(entretien)
    return f"{entretien.titre}, {date}" if date else entretien.titre


def citer(preuve: Preuve) -> tuple[str, str]:
    """Return (who, words) of what was heard, as a members' report may print it.

    A passage is quoted when the person agreed to it, never otherwise. A precision
    written by hand is printed unless the interview may not be quoted.
    """
    entretien, passage = preuve.entretien, preuve.passage
    if entretien is None:
        return "", preuve.texte
    mots_exacts = passage.verbatim if passage else None
    if mots_exacts:
        nom = nommer_entretien(entretien, mots_exacts.anonymat)
        return nom, passage.texte if passage and mots_exacts.est_citable else ""
    nom = nommer_entretien(entretien)
    if passage:
        accord = {Consentement.ORAL, Consentement.ECRIT}
        return nom, passage.texte if entretien.consentement in accord else ""
    return nom, "" if entretien.consentement == Consentement.REFUSE else preuve.texte


_DISCRETION: Final = (Anonymat.NOMINATIF, Anonymat.STRUCTURE, Anonymat.ANONYME)


def _le_plus_discret(*niveaux: str) -> str:
    rangs = [str(n) for n in _DISCRETION]
    return max((str(n) for n in niveaux), key=rangs.index)
