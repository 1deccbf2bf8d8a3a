"""The rows of a work file, on their way into the directory.

SQLite reads the work file itself (``ATTACH``, ``INSERT … SELECT``): no row
passes through Python. PostgreSQL receives the same rows by ``COPY``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db import OperationalError, connection

from acteurs.importers.atelier import COLONNES_FICHE, Atelier
from acteurs.services import masse
from acteurs.services.connus import Apercu, Fiche
from socle.modeles import references_courtes

_DE_L_APERCU = itemgetter(*map(COLONNES_FICHE.index, Apercu._fields))


class Plage(NamedTuple):
    """Rows from one SIRET to another, or only some of them."""

    premier: str
    dernier: str
    seuls: Sequence[str] | None

    def condition(self, marque: str) -> str:
        """SQL that selects them; ``marque`` is the driver's placeholder."""
        sql = f"siret BETWEEN {marque} AND {marque}"
        if self.seuls is not None:
            sql += f" AND siret IN (SELECT value FROM json_each({marque}))"  # noqa: S608
        return sql

    def parametres(self) -> list[Any]:
        """Values of the placeholders."""
        bornes: list[Any] = [self.premier, self.dernier]
        return bornes if self.seuls is None else [*bornes, json.dumps(list(self.seuls))]


class Stock:
    """The table ``fiche`` of a work file."""

    def __init__(self, atelier: Atelier) -> None:
        self.atelier = atelier
        self.entieres = False
        """Read whole rows at once: most of them will be sent to the directory (PostgreSQL)."""
        self._sous_la_main: list[tuple[Any, ...]] = []

    def apercus(self, apres: str, nombre: int) -> list[Apercu]:
        """Return the next rows in SIRET order, only what is needed to decide."""
        if self.entieres:
            self._sous_la_main = next(self.atelier.fiches(apres, nombre), [])
            return list(map(Apercu._make, map(_DE_L_APERCU, self._sous_la_main)))
        requete = (
            f"SELECT {masse.noms(Apercu._fields)} FROM fiche WHERE siret > ? "  # noqa: S608
            "ORDER BY siret LIMIT ?"
        )
        return list(map(Apercu._make, self.atelier.db.execute(requete, [apres, nombre])))

    def completes(self, sirets: Iterable[str]) -> dict[str, Fiche]:
        """Return whole rows by SIRET."""
        sirets = list(sirets)
        if not sirets:
            return {}
        plage = Plage(min(sirets), max(sirets), sirets)
        return {fiche[0]: Fiche(*fiche) for fiche in self._lire(plage, COLONNES_FICHE)}

    def au_siren(self, siren: str) -> list[Fiche]:
        """Return the establishments of a legal unit."""
        return [Fiche(*rangee) for rangee in self.atelier.fiches_du_siren(siren)]

    def inserer(
        self,
        plage: Plage,
        nombre: int,
        constantes: Mapping[str, Any],
        colonnes: Sequence[str],
    ) -> None:
        """Insert rows as new actors, without their themes.

        ``colonnes`` come as they are, ``constantes`` are the same for all.
        """
        noms = ("reference", *colonnes, *constantes)
        references = references_courtes(nombre)
        if masse.est_postgres():
            fin = tuple(constantes.values())
            masse.copier(
                masse.TABLE,
                noms,
                (
                    (reference, *rangee, *fin)
                    for reference, rangee in zip(
                        references, self._prendre(plage, colonnes), strict=True
                    )
                ),
            )
        else:
            base = self._attacher()
            suite = iter(references)
            connection.connection.create_function("reference_suivante", 0, lambda: next(suite))
            places = ", ".join(["%s"] * len(constantes))
            with connection.cursor() as curseur:
                curseur.execute(
                    f'INSERT INTO "{masse.TABLE}" ({masse.noms(noms)}) '  # noqa: S608
                    f"SELECT reference_suivante(), {masse.noms(colonnes)}, {places} "
                    f'FROM "{base}".fiche WHERE {plage.condition("%s")} ORDER BY siret',
                    [*constantes.values(), *plage.parametres()],
                )

    def _attacher(self) -> str:
        """Let the directory's connection read the work file; return the name it has there."""
        chemin = self.atelier.chemin.resolve()
        with connection.cursor() as curseur:
            for _, nom, fichier in curseur.execute("PRAGMA database_list").fetchall():
                if fichier and Path(fichier).resolve() == chemin:
                    return nom
            curseur.execute("SELECT COUNT(*) FROM pragma_database_list")
            nom = f"atelier{curseur.fetchone()[0]}"
            curseur.execute(f"ATTACH %s AS {nom}", [f"file:{quote(str(chemin))}?mode=ro"])
        return nom

    def detacher(self) -> None:
        """Let go of the work file."""
        if masse.est_postgres():
            return
        chemin = self.atelier.chemin.resolve()
        with connection.cursor() as curseur:
            for _, nom, fichier in curseur.execute("PRAGMA database_list").fetchall():
                if fichier and Path(fichier).resolve() == chemin:
                    with suppress(OperationalError):  # still read by an outer transaction
                        curseur.execute(f"DETACH {nom}")

    def _prendre(self, plage: Plage, colonnes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a batch, those just read if they are at hand."""
        if not self.entieres:
            return self._lire(plage, colonnes)
        rangees = iter(self._sous_la_main)
        if plage.seuls is not None:
            seuls = set(plage.seuls)
            rangees = (rangee for rangee in self._sous_la_main if rangee[0] in seuls)
        return map(itemgetter(*map(COLONNES_FICHE.index, colonnes)), rangees)

    def _lire(self, plage: Plage, colonnes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        yield from self.atelier.db.execute(
            f"SELECT {masse.noms(colonnes)} FROM fiche "  # noqa: S608
            f"WHERE {plage.condition('?')} ORDER BY siret",
            plage.parametres(),
        )
