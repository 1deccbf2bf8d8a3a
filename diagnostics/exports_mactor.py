"""Every matrix of MACTOR as long rows: matrix, row, column, value; formula-safe."""

from collections.abc import Iterator
from typing import Any, Final

from acteurs.exports import inoffensif
from diagnostics.services.mactor import Jeu

ENTETES_MACTOR: Final = ("Matrice", "Ligne", "Colonne", "Valeur")


def rangees_mactor(jeu: Jeu) -> Iterator[list[Any]]:
    """Yield what was typed, then what was computed."""
    acteurs, objectifs = [a.nom for a in jeu.acteurs], [o.titre for o in jeu.objectifs]
    matrices: list[tuple[str, list[str], Any]] = [
        ("MDI", acteurs, jeu.influences),
        ("2MAO (saisie)", objectifs, jeu.positions),
    ]
    a = jeu.analyse
    if a is not None:
        matrices += [("MIDI", acteurs, a.midi), ("Échelle nette", acteurs, a.net)]
        for ordre, valeurs in a.ordres.items():
            matrices += [
                (f"{ordre}MAO", objectifs, valeurs.positions),
                (f"{ordre}CAA", acteurs, valeurs.convergences),
                (f"{ordre}DAA", acteurs, valeurs.divergences),
            ]
    for nom, colonnes, valeurs in matrices:
        for acteur, ligne in zip(acteurs, valeurs, strict=True):
            for colonne, valeur in zip(colonnes, ligne, strict=True):
                yield [inoffensif(nom), inoffensif(acteur), inoffensif(colonne),
                       round(float(valeur), 4)]  # fmt: skip
    if a is None:
        return
    vecteurs: list[tuple[str, Any]] = [
        ("Influence Ii", a.influence),
        ("Dépendance Di", a.dependance),
        ("Rapport de force Ri", a.rapport),
        *((f"Ambivalence, ordre {o}", v.ambivalence) for o, v in a.ordres.items()),
    ]
    for nom, valeurs in vecteurs:
        for acteur, valeur in zip(acteurs, valeurs, strict=True):
            yield [inoffensif(nom), inoffensif(acteur), "", round(float(valeur), 4)]
