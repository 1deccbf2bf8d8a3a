"""Keeping the counts by cells in step with the actors.

``signaler_changement`` calls ``update_densite`` for what people write, inside
their transaction; imports of registers call ``reconstruire_densite`` once, at
their end; a nightly task does it again, whatever happened.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from acteurs.densite import ZOOM_FIN, ZOOM_LARGE, ZOOM_PROCHE
from acteurs.models import Densite, Revision
from acteurs.morton import PROFONDEUR

CELLULES_MAX = 400
"""Cells counted again one by one; beyond, all are."""
DU_POINT = 2 * (PROFONDEUR - ZOOM_FIN)
"""Bits between the code of a point and that of its fine cell."""
DU_PROCHE = 2 * (PROFONDEUR - ZOOM_PROCHE)
"""Bits between the code of a point and that of its close cell."""
DU_FIN = 2 * (ZOOM_FIN - ZOOM_LARGE)
"""Bits between a fine cell and the wide one that holds it."""

_COLONNES = "theme, zoom, cellule, type, ess, taille, n, lon, lat, morton"
_ACTEURS = f"""
INSERT INTO acteurs_densite ({_COLONNES})
SELECT {{theme}}, {{zoom}},
    CASE WHEN a.morton IS NULL THEN -1 ELSE a.morton >> {{bits}} END,
    a.type_id, a.ess, a.taille, count(*), sum(a.lon), sum(a.lat), min(a.morton)
FROM acteurs_acteur a {{jointure}}
WHERE a.statut = 'publie' AND {{ou}}
GROUP BY 1, 3, 4, 5, 6
"""  # noqa: S608  (constants of this module only)
_PAR_THEME = "JOIN acteurs_thematique t ON (a.masque_themes & (CAST(1 AS bigint) << t.bit)) <> 0"
_LARGES = f"""
INSERT INTO acteurs_densite ({_COLONNES})
SELECT theme, {ZOOM_LARGE}, CASE WHEN cellule = -1 THEN -1 ELSE cellule >> {DU_FIN} END,
    type, ess, taille, sum(n), sum(lon), sum(lat), min(morton)
FROM acteurs_densite
WHERE zoom = {ZOOM_FIN} AND {{ou}}
GROUP BY 1, 3, 4, 5, 6
"""  # noqa: S608
_UN_THEME = "theme IN (SELECT -1 UNION ALL SELECT bit FROM acteurs_thematique)"
_VIDER = f"DELETE FROM acteurs_densite WHERE zoom = {{zoom}} AND {_UN_THEME} AND cellule = %s"  # noqa: S608


def reconstruire_densite() -> int:
    """Count all published actors again; return the number of rows written."""
    with transaction.atomic():
        # Writers wait for this row: none may change a cell while all are counted.
        Revision.objects.select_for_update().filter(pk=1).first()
        with connection.cursor() as curseur:
            curseur.execute("DELETE FROM acteurs_densite")
            _compter(curseur, "1 = 1", [])
            curseur.execute(_LARGES.format(ou="1 = 1"))
        return Densite.objects.count()


def update_densite(mortons: Iterable[int | None]) -> None:
    """Count again the cells of these points (None: the actors without a point).

    To be called inside the transaction that changed them, after the revision
    was raised: its row makes writers wait for each other.
    """
    fines = {Densite.SANS_POINT if m is None else m >> DU_POINT for m in mortons}
    if len(fines) > CELLULES_MAX:
        reconstruire_densite()
        return
    with connection.cursor() as curseur:
        for cellule in sorted(fines):
            curseur.execute(_VIDER.format(zoom=ZOOM_FIN), [cellule])
            ou, bornes = "a.morton IS NULL", []
            if cellule != Densite.SANS_POINT:
                ou, bornes = "a.morton BETWEEN %s AND %s", _bornes(cellule, DU_POINT)
            _vider_proches(curseur, cellule)
            _compter(curseur, ou, bornes)
        for cellule in sorted({_au_dessus(c) for c in fines}):
            curseur.execute(_VIDER.format(zoom=ZOOM_LARGE), [cellule])
            bornes = [-1, -1] if cellule == Densite.SANS_POINT else _bornes(cellule, DU_FIN)
            curseur.execute(_LARGES.format(ou=f"{_UN_THEME} AND cellule BETWEEN %s AND %s"), bornes)


def _compter(curseur: Any, ou: str, bornes: list[int]) -> None:
    """Write the counts of actors: by fine cells with and without themes, by close ones without."""
    for theme, zoom, bits, jointure in (
        (-1, ZOOM_FIN, DU_POINT, ""),
        ("t.bit", ZOOM_FIN, DU_POINT, _PAR_THEME),
        (-1, ZOOM_PROCHE, DU_PROCHE, ""),
    ):
        curseur.execute(
            _ACTEURS.format(theme=theme, zoom=zoom, bits=bits, jointure=jointure, ou=ou), bornes
        )


def _vider_proches(curseur: Any, cellule: int) -> None:
    """Forget the close cells of a fine one."""
    sans = cellule == Densite.SANS_POINT
    curseur.execute(
        "DELETE FROM acteurs_densite WHERE zoom = %s AND theme = -1 AND cellule BETWEEN %s AND %s",
        [ZOOM_PROCHE, *([-1, -1] if sans else _bornes(cellule, DU_POINT - DU_PROCHE))],
    )


def _au_dessus(cellule: int) -> int:
    return cellule if cellule == Densite.SANS_POINT else cellule >> DU_FIN


def _bornes(cellule: int, bits: int) -> list[int]:
    """First and last codes of what a cell holds, ``bits`` deeper."""
    return [cellule << bits, (cellule + 1 << bits) - 1]
