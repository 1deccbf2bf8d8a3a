"""Names that registers write in capitals, written for people.

Only the case changes, and only where nothing is lost: a name in which anybody chose small
letters stays as it is, and so do initials, acronyms, Roman numerals, words with digits
and short words nobody knows. Search columns, which ignore case, do not change.
"""

import re
from functools import cache
from pathlib import Path

import yaml

_REFERENTIEL = Path(__file__).parent / "referentiels" / "casse.yaml"
_MOT = re.compile(r"[^\W\d_]+")
_ROMAIN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_VOYELLES = frozenset("AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ")
_INITIALES = re.compile(r"(?:STR|SCR|SPR|SPL|SCH|CHR|CHL|THR|PHR|PHL)")
_FINALES = re.compile(
    r"(?:RTS|NTS|NDS|RDS|RCS|MPS|STS|CTS|RPS|RNS|LTS|RST|NCS|NGS|RGS|CHS|NCT|NST|RTH|GHT|CKS|RMS|LDS|GNS|TCH|RKS)$"
)
_COURT = 3
"""Letters up to which an unknown word may be an acronym."""
_DEBUTS = '(«"/:'
"""Signs after which a name begins again."""


@cache
def _referentiel() -> dict[str, frozenset[str]]:
    listes = yaml.safe_load(_REFERENTIEL.read_text(encoding="utf-8"))
    return {nom: frozenset(map(str.upper, mots)) for nom, mots in listes.items()}


def rendre_lisible(nom: str) -> str:
    """Return a name in capitals as people write it; any other name as it is.

    >>> rendre_lisible("ASSOCIATION DES AMIS DE L'ESAT DU VAL-DE-LOIRE")
    "Association des Amis de l'ESAT du Val-de-Loire"
    >>> rendre_lisible("Les Amis de la MJC")
    'Les Amis de la MJC'
    """
    if not nom.isupper():  # one small letter is enough; no letter at all, nothing to do
        return nom
    return _MOT.sub(_remplacer, nom)


def _remplacer(trouve: re.Match[str]) -> str:
    mot, texte = trouve[0], trouve.string
    avant = texte[: trouve.start()].rstrip()
    voisins = texte[trouve.start() - 1 : trouve.start()], texte[trouve.end() : trouve.end() + 1]
    if any(signe.isdigit() or (signe in {".", "_"} and len(mot) == 1) for signe in voisins):
        return mot
    debut = not avant or avant[-1] in _DEBUTS or avant.endswith(" -")
    elide = voisins[1] in {"'", "’"}
    return _casse(mot, debut=debut, elide=elide)


@cache
def _casse(mot: str, *, debut: bool, elide: bool) -> str:
    """Return one word in its case, given whether a name begins with it, or it loses its end."""
    listes = _referentiel()
    if mot in listes["petits_mots"] and (len(mot) > 1 or elide):
        return mot.capitalize() if debut else mot.lower()
    if len(mot) == 1 or mot in listes["sigles"] or _ROMAIN.fullmatch(mot):
        return mot
    if mot not in listes["mots_courts"] and (len(mot) <= _COURT or not _se_prononce(mot)):
        return mot
    lisible = mot.capitalize()
    return lisible if len(lisible) == len(mot) and lisible.upper() == mot else mot


def _se_prononce(mot: str) -> bool:
    """Whether a word of four letters or more may be one: vowels, and no odd run of consonants."""
    if _VOYELLES.isdisjoint(mot):
        return False
    consonnes = [lettre not in _VOYELLES for lettre in mot]
    if mot[0] == mot[1] and consonnes[0]:
        return False
    if all(consonnes[:3]) and not _INITIALES.match(mot):
        return False
    return not all(consonnes[-3:]) or bool(_FINALES.search(mot))
