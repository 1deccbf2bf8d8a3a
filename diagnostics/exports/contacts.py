"""The contact plan as a spreadsheet, in the columns that its import reads back."""

import csv
import io
from typing import Any, Final

from acteurs.exports import inoffensif
from diagnostics.services.plan_contacts import LigneContact

COLONNES: Final[dict[str, str]] = {
    "reference": "Référence",
    "nom": "Partie prenante",
    "cercle": "Cercle",
    "etat": "État",
    "qui": "Qui suit",
    "canal": "Moyen",
    "action": "Prochaine action",
    "echeance": "Échéance",
    "referent_nom": "Personne référente",
    "referent_fonction": "Fonction",
    "notes": "Notes",
}
"""Key → header; the import recognises the headers whatever their case and accents."""
EN_PLUS: Final = ("Échanges", "Dernier échange")
"""Columns for reading only."""


def _rangee(ligne: LigneContact) -> list[Any]:
    return [
        ligne.reference,
        ligne.nom,
        ligne.cercle_nom,
        ligne.etat_texte,
        ligne.qui,
        ligne.canal_texte,
        ligne.prochaine_action,
        ligne.echeance.isoformat() if ligne.echeance else "",
        ligne.referent_nom,
        ligne.referent_fonction,
        ligne.notes,
        ligne.echanges,
        ligne.dernier_echange.isoformat() if ligne.dernier_echange else "",
    ]


def plan_en_csv(lignes: list[LigneContact]) -> bytes:
    """Return the plan as CSV with a byte-order mark, harmless in a spreadsheet."""
    tampon = io.StringIO()
    tampon.write("\ufeff")
    redacteur = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    redacteur.writerow([*COLONNES.values(), *EN_PLUS])
    for ligne in lignes:
        redacteur.writerow([inoffensif(v) for v in _rangee(ligne)])
    return tampon.getvalue().encode()


def plan_en_xlsx(lignes: list[LigneContact]) -> bytes:
    """Return the plan as a workbook: text cells only, a frozen header."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None  # noqa: S101 (a new workbook has a sheet)
    feuille.title = "Plan de contact"
    feuille.append([*COLONNES.values(), *EN_PLUS])
    for ligne in lignes:
        feuille.append(
            [
                ILLEGAL_CHARACTERS_RE.sub("", inoffensif(v)) if isinstance(v, str) else v
                for v in _rangee(ligne)
            ]
        )
    for cellule in feuille[1]:
        cellule.font = Font(bold=True)
    feuille.freeze_panes = "C2"
    for lettre, largeur in zip(
        "ABCDEFGHIJKLM", (14, 34, 22, 14, 26, 14, 34, 12, 24, 24, 40, 9, 14), strict=True
    ):
        feuille.column_dimensions[lettre].width = largeur
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()
