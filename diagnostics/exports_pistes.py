"""Points of view and the interplay of actors as rows of a spreadsheet, formula-safe."""

from collections.abc import Iterator
from typing import Any, Final

from acteurs.exports import inoffensif
from diagnostics.lectures_convergence import Lecture
from diagnostics.models import PointDeVue

ENTETES_CONVERGENCE: Final = (
    "Piste", "État", "Acteur", "Position", "Degré (0 à 4)", "Ce qui est compris",
    "Pourquoi y adhérer, ou non", "Attentes", "Apports", "Écrit par", "Lecture de l’équipe",
)  # fmt: skip


def rangees_convergence(lecture: Lecture) -> Iterator[list[Any]]:
    """Yield one row per idea and concerned actor; withheld positions say only that they are."""
    for lue in lecture.pistes:
        for cellule in lue.cellules:
            if cellule.etat == "hors":
                continue
            point = cellule.point
            rangee: list[Any] = [
                lue.piste.titre,
                lue.piste.get_etat_display(),
                cellule.acteur.nom,
                cellule.mots,
                "" if cellule.degre is None else cellule.degre,
            ]
            if point is None:
                rangee += [""] * 6
            else:
                rangee += [
                    point.compris,
                    point.sens,
                    " | ".join(a.attente.texte for a in lue.attentes if a.acteur == cellule.acteur),
                    " | ".join(
                        f"{a.apport.texte} ({a.apport.get_nature_display().lower()})"
                        for a in lue.apports
                        if a.acteur == cellule.acteur
                    ),
                    PointDeVue.Origine(point.origine).label,
                    "oui" if point.lecture else "",
                ]
            yield [inoffensif(v) for v in rangee]
