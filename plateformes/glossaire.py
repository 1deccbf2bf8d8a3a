"""Words of platforms said simply, read once from ``referentiels/glossaire.yaml``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from socle.referentiels import ReferentielInvalide, lire_yaml
from socle.texte import normaliser

FICHIER = Path(__file__).with_name("referentiels") / "glossaire.yaml"


@dataclass(frozen=True)
class Terme:
    """A word and what it means."""

    code: str
    mot: str
    definition: str
    ecritures: tuple[str, ...]
    voir: tuple[str, ...]


@cache
def termes() -> dict[str, Terme]:
    """Return every word by code, in alphabetical order.

    Raises:
        ReferentielInvalide: a code or a spelling is repeated, or a neighbour unknown.
    """
    lus = [
        Terme(
            t["code"],
            t["mot"],
            t["definition"],
            tuple(t.get("ecritures", ())),
            tuple(t.get("voir", ())),
        )
        for t in lire_yaml(FICHIER)["termes"]
    ]
    rendus = {t.code: t for t in sorted(lus, key=lambda t: normaliser(t.mot))}
    ecritures = [e for t in lus for e in t.ecritures]
    if len(rendus) != len(lus) or len(set(map(_cle, ecritures))) != len(ecritures):
        raise ReferentielInvalide("glossaire.yaml : un code ou une écriture est répété")
    for terme in lus:
        if inconnus := [v for v in terme.voir if v not in rendus]:
            raise ReferentielInvalide(f"glossaire.yaml, « {terme.code} » : {inconnus} inconnu")
    return rendus


def reperer(texte: str) -> Iterator[tuple[str, Terme | None]]:
    """Cut ``texte`` into pieces: plain ones, and the first time each word of the glossary comes.

    Acronyms keep their case (« ESS » yes, « ess » no); the rest is found whatever its case.
    """
    debut, vus = 0, set()
    for trouve in _motif().finditer(texte):
        terme = _par_ecriture().get(_cle(trouve[0]))
        if terme is None or terme.code in vus:
            continue
        vus.add(terme.code)
        yield texte[debut : trouve.start()], None
        yield trouve[0], terme
        debut = trouve.end()
    yield texte[debut:], None


def _cle(ecriture: str) -> str:
    texte = ecriture.replace("'", "’")
    return texte if texte.isupper() else texte.lower()


@cache
def _par_ecriture() -> dict[str, Terme]:
    return {_cle(e): t for t in termes().values() for e in t.ecritures}


@cache
def _motif() -> re.Pattern[str]:
    longues = sorted(_par_ecriture(), key=len, reverse=True)
    ecritures = "|".join(
        re.escape(e) if e.isupper() else f"(?i:{_toute_apostrophe(re.escape(e))})" for e in longues
    )
    return re.compile(rf"(?<![\w-])(?:{ecritures})(?![\w-])")


def _toute_apostrophe(motif: str) -> str:
    return motif.replace("’", "['’]")
