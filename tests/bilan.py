"""Totals of bin/test: reads pytest's JUnit files, prints one closing line, exits 1 on failure.

Usage: ``bilan.py FOLDER CHECKS FAILED_CHECKS``. A check that is not a pytest
run counts for one; a pytest run counts for its tests. A skipped test is a
failure: nothing is left out in silence.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET


def compter(dossier: Path) -> dict[str, int]:
    """Sum tests, failures and skips over every JUnit file of a folder."""
    totaux = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for fichier in sorted(dossier.glob("*.xml")):
        for suite in ET.parse(fichier).getroot().iter("testsuite"):
            for cle in totaux:
                totaux[cle] += int(suite.get(cle, "0"))
    return totaux


def conclure(dossier: Path, controles: int, echecs: int) -> int:
    """Print the closing line; return the exit status."""
    totaux = compter(dossier)
    suites = len(list(dossier.glob("*.xml")))
    rates = totaux["failures"] + totaux["errors"]
    passes = totaux["tests"] - rates - totaux["skipped"]
    # A pytest run that failed is already counted by its own failures.
    autres = max(0, echecs - 1) if rates else echecs
    rates += autres
    passes += max(0, controles - suites - autres)
    ligne = f"{passes} passed, {rates} failed"
    if totaux["skipped"]:
        print(f"{totaux['skipped']} test(s) sauté(s) : un test sauté compte comme un échec.")
        ligne += f", {totaux['skipped']} skipped"
    print(ligne)
    return 1 if echecs or rates or totaux["skipped"] or not passes else 0


if __name__ == "__main__":
    sys.exit(conclure(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
