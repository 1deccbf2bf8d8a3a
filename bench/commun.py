"""What the benches share: percentiles, tables, the closing bar."""

import resource
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
if str(RACINE) not in sys.path:
    sys.path.insert(0, str(RACINE))


_DEBUT = time.monotonic()


def dire(phrase: str) -> None:
    """Tell on the error output what a bench is at: it must never look dead."""
    print(f"[{time.monotonic() - _DEBUT:5.0f} s] {phrase}", file=sys.stderr, flush=True)


def p95(mesures: Sequence[float]) -> float:
    """Return the 95th percentile (the worst value under 20 measures)."""
    return statistics.quantiles(mesures, n=20)[-1] if len(mesures) >= 20 else max(mesures)


def ligne(base: str, nom: str, temps: Sequence[float]) -> list[object]:
    """Return a row of a table: base, what, median, p95, number of measures."""
    milieu = sorted(temps)[len(temps) // 2]
    return [base, nom, f"{milieu:.0f}", f"{p95(temps):.0f}", len(temps)]


def rss_mo(*, enfants: bool = False) -> float:
    """Return the peak resident memory in MB of this process, or of its finished children.

    Its own is read in ``/proc``: ``getrusage`` counts that of the parent it was born from.
    """
    if enfants:
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    statut = Path("/proc/self/status").read_text()
    return int(statut.split("VmHWM:")[1].split()[0]) / 1024


def tableau(entetes: Sequence[str], lignes: Iterable[Sequence[object]]) -> None:
    """Print an aligned table."""
    rangs = [list(map(str, entetes)), *([str(c) for c in ligne] for ligne in lignes)]
    largeurs = [max(len(r[i]) for r in rangs) for i in range(len(entetes))]
    for numero, rang in enumerate(rangs):
        print("  ".join(c.ljust(n) for c, n in zip(rang, largeurs, strict=True)).rstrip())
        if numero == 0:
            print("  ".join("-" * n for n in largeurs))


class TableauVif:
    """A table whose rows are printed as they are measured: a bench cut short has told them."""

    def __init__(self, entetes: Sequence[str], *, premiere: int = 40) -> None:
        self.largeurs = [max(premiere, len(entetes[0])), *(max(9, len(e)) for e in entetes[1:])]
        self.ajouter(*entetes)
        self.ajouter(*("-" * n for n in self.largeurs))

    def ajouter(self, *cellules: object) -> None:
        """Print a row."""
        paires = zip(map(str, cellules), self.largeurs, strict=True)
        print("  ".join(c.ljust(n) for c, n in paires).rstrip(), flush=True)


def conclure(barres: dict[str, bool]) -> None:
    """Print ``BARRE tenue`` or ``BARRE manquée`` as the last line and exit 0 or 1."""
    manquees = [nom for nom, tenue in barres.items() if not tenue]
    if manquees:
        print(f"BARRE manquée : {' ; '.join(manquees)}")
        sys.exit(1)
    print(f"BARRE tenue : {' ; '.join(barres)}")
    sys.exit(0)
