"""Blocks of physical lines, and records that span several of them."""

from collections.abc import Iterator
from typing import NamedTuple

from acteurs.importers.tables import Rejet

LIGNES_PAR_ENREGISTREMENT = 60
"""Physical lines one record may span when cells may hold line breaks."""


class Bloc(NamedTuple):
    """Whole physical lines, the number of the first, the offset of what follows."""

    numero: int
    lignes: list[bytes]
    suite: int
    rejets: list[Rejet]
    sans_fin: bool = False
    """The last line of the file, without a line break."""


def rassembler(blocs: Iterator[Bloc], premiere: int) -> Iterator[Bloc]:
    """Gather the lines of a block into records, a quote that is open going on to the next line.

    A record takes the place of its first line, blanks that of the others.
    What is still open at the end of a block waits for the next one.
    """
    attente: list[bytes] = []
    numero, suite = premiere, 0
    for bloc in blocs:
        if bloc.rejets and attente:
            yield Bloc(numero, attente, suite + _octets(attente), [])
            attente = []
        lignes = attente + bloc.lignes
        numero = bloc.numero - len(attente)
        records: list[bytes] = []
        attente = []
        while len(records) < len(lignes):
            debut = len(records)
            fin = _fin_de_record(lignes, debut)
            if fin is None:
                if len(lignes) - debut < LIGNES_PAR_ENREGISTREMENT and not bloc.sans_fin:
                    attente = lignes[debut:]
                    break
                fin = debut + 1
            records += [b"\n".join(lignes[debut:fin]), *[b""] * (fin - debut - 1)]
        suite = bloc.suite - _octets(attente)
        yield Bloc(numero, records, suite, bloc.rejets, bloc.sans_fin)
        numero += len(records)
    if attente:
        yield Bloc(numero, attente, suite + _octets(attente), [])


def _octets(lignes: list[bytes]) -> int:
    """Bytes of lines in the file, their line breaks included."""
    return sum(len(ligne) + 1 for ligne in lignes)


def _fin_de_record(lignes: list[bytes], debut: int) -> int | None:
    """Return the rank after the record that begins at a line; None when its quote stays open."""
    ouvert = False
    for i in range(debut, min(len(lignes), debut + LIGNES_PAR_ENREGISTREMENT)):
        ouvert ^= lignes[i].count(b'"') & 1 == 1
        if not ouvert:
            return i + 1
    return None
