"""Text normalisation shared by search, imports and duplicate detection."""

import re
import unicodedata

_NON_MOT = re.compile(r"[^a-z0-9]+")
_SAINT = re.compile(r"\b(ste?)\b")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "oe", "Æ": "ae"})


def normaliser(texte: str) -> str:
    """Return ``texte`` as used by every search column.

    Lower case, without accents, every run of other characters (hyphens,
    apostrophes, spaces…) turned into one space, « st » and « ste » spelled out.

    >>> normaliser("St-Étienne-l’Œuvre")
    'saint etienne l oeuvre'
    """
    sans_accents = unicodedata.normalize("NFKD", texte.translate(_LIGATURES).lower())
    mots = _NON_MOT.sub(" ", "".join(c for c in sans_accents if not unicodedata.combining(c)))
    return _SAINT.sub(lambda m: "sainte" if m[1] == "ste" else "saint", mots.strip())
