"""Text normalisation shared by search, imports and duplicate detection."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")
_NON_MOT = re.compile(r"[^a-z0-9]+")
_SAINT = re.compile(r"\b(ste?)\b")
_SIGLE_POINTE = re.compile(r"(?<![a-z0-9])[a-z](?:\.\s?[a-z])+(?![a-z0-9'’])")
_SIGLE_ESPACE = re.compile(r"(?<![a-z0-9'’.])[a-z](?: [a-z]){2,}(?![a-z0-9'’.])")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def normaliser(texte: str) -> str:
    """Return ``texte`` as used by every search column.

    Lower case, without accents, every run of other characters (hyphens,
    apostrophes, spaces…) turned into one space, « st » and « ste » spelled out,
    acronyms written letter by letter joined.

    >>> normaliser("St-Étienne-l’Œuvre")
    'saint etienne l oeuvre'
    >>> normaliser("S.C.I.C. de l’A D M R")
    'scic de l admr'
    """
    lettres = texte.lower()
    if not lettres.isascii():
        lettres = _sans_accents(lettres)
    if "." in lettres:
        lettres = _SIGLE_POINTE.sub(_joindre, lettres)
    lettres = _SIGLE_ESPACE.sub(_joindre, lettres)
    mots = _NON_MOT.sub(" ", lettres)
    mots = mots.strip()
    if "st" not in mots:
        return mots
    return _SAINT.sub(lambda m: "sainte" if m[1] == "ste" else "saint", mots)


def _sans_accents(texte: str) -> str:
    """Return lower-case text without ligatures nor combining marks."""
    texte = unicodedata.normalize("NFKD", texte.translate(_LIGATURES))
    texte = _ACCENTS.sub("", texte)
    if texte.isascii():
        return texte
    return "".join(c for c in texte if not unicodedata.combining(c))


def _joindre(sigle: re.Match[str]) -> str:
    return re.sub(r"[.\s]", "", sigle[0])
