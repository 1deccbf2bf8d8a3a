"""French typography made at display time: thin spaces, apostrophes, numbers, plurals."""

import re
import unicodedata
from collections.abc import Sized
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

FINE: Final = "\u202f"
"""Narrow no-break space: before « ; ! ? » and between thousands."""
INSECABLE: Final = "\u00a0"
"""No-break space: before « : », inside « », before a unit."""

PLURIEL_DES: Final = 2
"""In French the plural starts at two: « 0 élément », « 1,5 élément »."""

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_AVANT_HAUT = re.compile(r"(?<=[^\s;!?])[ \u00a0\u202f]*([;!?]+)(?=[\s»)\]]|$)")
_AVANT_DEUX_POINTS = re.compile(r"(?<=[^\s:])[ \u00a0\u202f]*:(?=\s|$)")
_OUVRANT = re.compile(r"«[ \u00a0\u202f]*(?=\S)")
_FERMANT = re.compile(r"(?<=\S)[ \u00a0\u202f]*»")
_UNITE = re.compile(r"(?<=\d) (?=(?:%|€|km²?|m²?|ha|kg|kWh|h|min|ans?|habitants?)(?:\W|$))")
_POINTS = re.compile(r"\.\.\.")


def typographier(texte: str) -> str:
    r"""Return ``texte`` with French spacing, apostrophes and ellipses.

    Words that hold ``://`` or ``@`` (addresses) are left as they are, since
    punctuation only counts when followed by a space or the end.

    >>> typographier("Qu'en dit l'équipe ? Rien : « oui »")
    'Qu’en dit l’équipe\u202f? Rien\xa0: «\xa0oui\xa0»'
    """
    return _phrase(texte) if len(texte) <= _PHRASE_MAX else _typographier(texte)


def _typographier(texte: str) -> str:
    texte = _APOSTROPHE.sub("’", texte)
    texte = _POINTS.sub("…", texte)
    texte = _AVANT_HAUT.sub(FINE + r"\1", texte)
    texte = _AVANT_DEUX_POINTS.sub(INSECABLE + ":", texte)
    texte = _OUVRANT.sub("«" + INSECABLE, texte)
    texte = _FERMANT.sub(INSECABLE + "»", texte)
    return _UNITE.sub(INSECABLE, texte)


_PHRASE_MAX: Final = 200
_phrase = lru_cache(maxsize=8192)(_typographier)
"""Labels and sentences come back from page to page: written once."""


def ecrire_nombre(valeur: object, decimales: int | None = None) -> str:
    r"""Write a number the French way: thousands by U+202F, decimal comma.

    ``decimales`` fixes the number of decimals (rounded half up); without it an
    integer value has none and another keeps its own, at most two. What is not
    a number comes back unchanged, ``None`` as an empty string.

    >>> ecrire_nombre(1234567.5)
    '1\u202f234\u202f567,5'
    """
    if valeur is None or valeur == "":
        return ""
    try:
        nombre = Decimal(str(valeur))
    except InvalidOperation:
        return str(valeur)
    if not nombre.is_finite():
        return str(valeur)
    if decimales is None:
        nombre = nombre.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP).normalize()
        ecrit = f"{nombre:,f}"
    else:
        pas = Decimal(1).scaleb(-decimales)
        ecrit = f"{nombre.quantize(pas, rounding=ROUND_HALF_UP):,f}"
    return ecrit.replace(",", FINE).replace(".", ",").replace("-", "\u2212")


def elider_que(nom: str) -> str:
    """Return « que » and a name, elided before a vowel.

    >>> elider_que("Uber"), elider_que("Blablacar")
    ('qu’Uber', 'que Blablacar')
    """
    initiale = unicodedata.normalize("NFD", nom.strip()[:1].lower())[:1]
    return f"qu’{nom}" if initiale and initiale in "aeiouœæ" else f"que {nom}"


def accorder(nombre: object, suffixe: str = "s") -> str:
    """Return the plural ending for ``nombre``, French rule: plural from 2.

    ``suffixe`` is ``"pluriel"`` or ``"singulier,pluriel"``.

    >>> accorder(0), accorder(2), accorder(1, "al,aux"), accorder(3, "al,aux")
    ('', 's', 'al', 'aux')
    """
    singulier, _, pluriel = suffixe.rpartition(",")
    quantite: float = 0
    if isinstance(nombre, int | float | Decimal):
        quantite = abs(float(nombre))
    elif isinstance(nombre, Sized):
        quantite = len(nombre)
    return pluriel if quantite >= PLURIEL_DES else singulier


_EN_LETTRES: Final = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"),
)


def ecrire_en_lettres(n: int, *, feminin: bool = False) -> str:
    """Write a small number in letters, as running text does up to sixteen; digits beyond.

    >>> ecrire_en_lettres(6), ecrire_en_lettres(1, feminin=True), ecrire_en_lettres(17)
    ('six', 'une', '17')
    """
    if n == 1:
        return "une" if feminin else "un"
    return _EN_LETTRES[n] if 0 <= n < len(_EN_LETTRES) else ecrire_nombre(n)


_UNITES_DE_TAILLE: Final = ((1_000_000, "Mo"), (1_000, "ko"))


def ecrire_taille(octets: int | None) -> str:
    """Write a file size: « 512 octets », « 87 ko », « 1,2 Mo » (1 Mo = 1 000 000 bytes)."""
    if octets is None:
        return ""
    for seuil, unite in _UNITES_DE_TAILLE:
        if octets >= seuil:
            decimales = 1 if unite == "Mo" else 0
            return f"{ecrire_nombre(octets / seuil, decimales)}{INSECABLE}{unite}"
    return f"{ecrire_nombre(octets)}{INSECABLE}octet{accorder(octets)}"


_FIXE_HTML = re.compile(r"(<[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);)")
_FIXE_GABARIT = re.compile(
    r"""(
    \{%.*?%\} | \{\{.*?\}\} | \{\#.*?\#\}                      # Django's own syntax
    | <!--.*?-->
    | <(?:script|style|pre|code|textarea)\b.*?</(?:script|style|pre|code|textarea)>
    | <[a-zA-Z/!](?:\{%.*?%\}|\{\{.*?\}\}|"[^"]*"|'[^']*'|[^>])*?>  # a tag, Django inside
    | &(?:\#\d+|\#x[0-9a-fA-F]+|\w+);
    )""",
    re.VERBOSE | re.DOTALL,
)
_DEBUT = re.compile(r"^[ \u00a0\u202f]+([;!?:»%€])(?=\W|$)")
_FIN = re.compile(r"«[ \u00a0\u202f]*$")


def typographier_html(html: str) -> str:
    """Apply ``typographier`` to the text between tags and entities of ``html``."""
    return _entre(_FIXE_HTML, html)


def typographier_gabarit(source: str) -> str:
    """Apply ``typographier`` to the text of a Django HTML template, and to nothing else.

    Line breaks are kept, so that errors still name the right line.
    """
    return _entre(_FIXE_GABARIT, source)


def _entre(fixe: re.Pattern[str], source: str) -> str:
    """Apply ``typographier`` between what ``fixe`` (one group) matches."""
    morceaux = fixe.split(source)
    dernier = len(morceaux) - 1
    for i in range(0, len(morceaux), 2):
        texte = typographier(morceaux[i])
        if i:
            texte = _DEBUT.sub(_coller, texte)
        if i < dernier:
            texte = _FIN.sub("«" + INSECABLE, texte)
        morceaux[i] = texte
    return "".join(morceaux)


def _coller(trouve: re.Match[str]) -> str:
    """Attach to what precedes it the punctuation that opens a piece of text."""
    return (FINE if trouve[1] in ";!?" else INSECABLE) + trouve[1]
