"""The matrix and sessions as files: table for spreadsheets, drawing, picture, A3 poster."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from acteurs.exports import en_csv, inoffensif
from diagnostics.dessins.matrice import dessiner_matrice
from diagnostics.dessins.seance import dessiner_seance
from diagnostics.exports.affiche import page_a3
from diagnostics.models import Diagnostic, Seance
from diagnostics.services.matrice import lire_matrice
from diagnostics.services.seance.lecture import lire_cartes, ranger
from diagnostics.services.seance.outils import cases_de
from socle.dessin_svg import svg_autonome
from socle.texte import normaliser


@dataclass(frozen=True)
class Fichier:
    """A file to hand over."""

    nom: str
    type: str
    octets: bytes


_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
}


def nommer(quoi: str, titre: str, nature: str) -> str:
    """Return the name of a file: what it holds, of which démarche, on which day."""
    propre = re.sub(r"[^a-z0-9]+", "-", normaliser(titre)).strip("-")[:50]
    return f"{quoi}-{propre}-{timezone.localdate():%Y-%m-%d}.{nature}"


def _csv(entetes: Iterable[str], rangees: Iterable[list[Any]]) -> bytes:
    surs = ([inoffensif(valeur) for valeur in rangee] for rangee in rangees)
    return b"".join(en_csv(surs, entetes))


def _fichier(
    quoi: str, titre: str, nature: str, faire: dict[str, Callable[[], bytes]]
) -> Fichier | None:
    if nature not in faire:
        return None
    return Fichier(nommer(quoi, titre, nature), _TYPES[nature], faire[nature]())


def fichier_matrice(diagnostic: Diagnostic, nature: str) -> Fichier | None:
    """Return the matrix as ``nature`` (csv, svg), or None when it is none of these.

    Its picture and its poster are made in the background (``services.images``).
    """
    matrice = lire_matrice(diagnostic=diagnostic, par_priorite=True, detail=nature == "csv")
    return _fichier(
        "matrice",
        diagnostic.titre,
        nature,
        {
            "csv": lambda: _csv(*_table_matrice(matrice)),
            "svg": lambda: svg_autonome(dessiner_matrice(matrice)).encode(),
        },
    )


def dessin_matrice(diagnostic: Diagnostic) -> str:
    """Return the drawing of the matrix, as its picture shows it."""
    return dessiner_matrice(lire_matrice(diagnostic=diagnostic, par_priorite=True, detail=False))


def page_affiche(diagnostic: Diagnostic) -> str:
    """Return the page of the A3 poster, as its PDF shows it."""
    return page_a3(diagnostic, lire_matrice(diagnostic=diagnostic, par_priorite=True, detail=False))


def _table_matrice(matrice: Any) -> tuple[tuple[str, ...], list[list[Any]]]:
    entetes = (
        "Quadrant",
        "Énoncé",
        "Thème",
        "Voix",
        "Sortes d’acteurs",
        "Sortes présentes",
        "Priorité",
        "Ce qui l’appuie",
        "Ce qui le contredit",
    )

    def dire(preuves: Iterable[Any], *, contre: bool) -> str:
        """Words heard in interviews stay with those who may read them: only their nature goes out."""
        return " | ".join(
            p.nature_texte if p.nature == "entretien" else p.titre or p.texte
            for p in preuves
            if p.contredit == contre
        )

    rangees = [
        [
            q.libelle,
            x.texte,
            x.theme,
            x.voix,
            x.priorite.sortes,
            x.priorite.presentes,
            x.priorite.ecrite,
            dire(x.preuves, contre=False),
            dire(x.preuves, contre=True),
        ]
        for q in matrice.quadrants
        for x in q.lignes
    ]
    return entetes, rangees


def fichier_seance(seance: Seance, nature: str) -> Fichier | None:
    """Return a session as ``nature`` (csv, svg), or None when it is none of these.

    Its picture is painted in the background (``services.images``).
    """
    return _fichier(
        "seance",
        seance.titre,
        nature,
        {
            "csv": lambda: _csv(*_table_seance(seance)),
            "svg": lambda: svg_autonome(dessin_seance(seance)).encode(),
        },
    )


def dessin_seance(seance: Seance) -> str:
    """Return the drawing of a session, as its picture shows it."""
    cartes = lire_cartes(seance, voix=True)
    cartes.sort(key=lambda c: (-c.priorite.valeur, c.numero))
    return dessiner_seance(seance.titre, ranger(seance, cartes))


def _table_seance(seance: Seance) -> tuple[tuple[str, ...], list[list[Any]]]:
    noms = {case.code: case.libelle for case in cases_de(seance)}
    entetes = (
        "Carte",
        "Rangée dans",
        "Texte",
        "Notes réunies",
        "Voix",
        "Sortes d’acteurs",
        "Priorité",
        "Décision",
        "Motif",
    )
    return entetes, [
        [
            c.numero,
            noms.get(c.case, c.case),
            c.texte,
            " | ".join(n.texte for n in c.notes),
            c.voix,
            c.priorite.sortes,
            c.priorite.ecrite,
            c.libelle_decision,
            c.motif,
        ]
        for c in lire_cartes(seance, voix=True)
    ]
