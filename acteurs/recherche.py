"""Finding actors by text, on both databases: what a search says, and its condition."""

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q

from acteurs.index_texte import TABLE, est_present
from socle.texte import normaliser

MOTS_MAX = 8
"""Words of a search that are read."""
MOTS_VIDES = frozenset(
    [
        "l",
        "d",
        "s",
        "c",
        "j",
        "n",
        "m",
        "t",
        "qu",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "et",
        "au",
        "aux",
        "en",
    ]
)
"""Left out when the search also has a word of three letters or more."""
LETTRES_MIN = 3
TRIGRAMMES_MAX = 6
"""Trigrams of one word that are asked for."""
_NUMERO = re.compile(
    r"(?:n\s*[°o]?\s*)?(?:sire[nt]|rna)?[\s:.]*(w?[\d\s.\u00a0\u202f-]+)", re.IGNORECASE
)
_RNA = re.compile(r"[wW]\d{9}")
SIREN, SIRET = 9, 14


@dataclass(frozen=True)
class Demande:
    """What a search says: an official number, or words."""

    siren: str = ""
    siret: str = ""
    """A SIRET, or its beginning when shorter than fourteen digits."""
    rna: str = ""
    mots: tuple[str, ...] = ()

    @property
    def vide(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.siren or self.siret or self.rna or self.mots)


def lire(texte: str) -> Demande:
    """Read a search.

    >>> lire("356 000 000 00048").siret
    '35600000000048'
    >>> lire("L’École d’été").mots
    ('ecole', 'ete')
    """
    numero = _NUMERO.fullmatch(texte.strip())
    if numero:
        chiffres = re.sub(r"[^\dwW]", "", numero[1])
        if _RNA.fullmatch(chiffres):
            return Demande(rna=chiffres.upper())
        if chiffres.isdigit() and SIREN <= len(chiffres) <= SIRET:
            return Demande(siren=chiffres) if len(chiffres) == SIREN else Demande(siret=chiffres)
    mots = list(dict.fromkeys(normaliser(texte).split()))
    pleins = [m for m in mots if m not in MOTS_VIDES]
    if any(len(m) >= LETTRES_MIN for m in pleins):
        mots = pleins
    # « coop cooperative »: the longer word says it all.
    utiles = [m for m in mots if len(m) < LETTRES_MIN or not any(m != a and m in a for a in mots)]
    return Demande(mots=tuple(utiles[:MOTS_MAX]))


def condition(texte: str, connexion: Any, *, index: bool = True, candidats: int | None = None) -> Q:
    """Return the condition « answers this search » on actors.

    A word of three letters or more may be anywhere in the name, the acronym or
    the description; a shorter one has to begin a word; one letter alone begins the name.

    Args:
        texte: what was typed.
        connexion: the database the condition is for.
        index: False when nearly everything answers: reading the names in their
            order then finds a page sooner than the index does.
        candidats: how many rows the index may propose, when any of them will do.
    """
    demande = lire(texte)
    if demande.siren:
        return Q(siren=demande.siren)
    if demande.siret:
        if len(demande.siret) == SIRET:
            return Q(siret=demande.siret)
        # Apart: beside other conditions, SQLite would rather read every actor than this range.
        acteurs = apps.get_model("acteurs", "Acteur")._default_manager.order_by()
        debut = debute_par("siret", demande.siret)
        return Q(pk__in=acteurs.filter(debut).values("pk"))
    if demande.rna:
        return Q(rna=demande.rna)
    if len(demande.mots) == 1 and len(demande.mots[0]) == 1:
        return debute_par("nom_normalise", demande.mots[0])
    resultat = Q()
    if index and (trigrammes := _question(demande, connexion)):
        resultat &= Q(pk__trigrammes=(trigrammes, candidats))
    for mot in demande.mots:
        if len(mot) >= LETTRES_MIN:
            resultat &= Q(mots__contains=mot)
        else:
            resultat &= Q(mots__startswith=mot) | Q(mots__contains=f" {mot}")
    return resultat


def compter_candidats(texte: str, connexion: Any, maximum: int) -> int | None:
    """How many rows the index of SQLite proposes, at most ``maximum``; None when it is not asked."""
    question = _question(lire(texte), connexion)
    if not question:
        return None
    with connexion.cursor() as curseur:
        curseur.execute(
            f"SELECT COUNT(*) FROM (SELECT 1 FROM {TABLE} WHERE {TABLE} MATCH %s LIMIT %s)",  # noqa: S608
            [question, maximum],
        )
        return int(curseur.fetchone()[0])


def _question(demande: Demande, connexion: Any) -> str:
    """Return what to ask of the FTS5 table; nothing when there is none, or nothing to ask."""
    if not demande.mots or connexion.vendor != "sqlite":
        return ""
    question = _trigrammes(demande.mots)
    return question if question and est_present(connexion) else ""


def _trigrammes(mots: tuple[str, ...]) -> str:
    """Return the FTS5 question « has the trigrams of these words »; a sieve, not an answer."""
    trouves: dict[str, None] = {}
    for mot in mots:
        # Two letters begin a word: the space before them makes the trigram.
        suite = mot if len(mot) >= LETTRES_MIN else f" {mot}"
        # Side by side rather than one letter apart: as good a sieve, three times fewer lists.
        rangs = [*range(0, len(suite) - 2, 3), len(suite) - 3]
        trouves.update(dict.fromkeys(suite[r : r + 3] for r in rangs[:TRIGRAMMES_MAX] if r >= 0))
    return " AND ".join(f'"{t}"' for t in trouves)


def debute_par(champ: str, debut: str) -> Q:
    """Return the condition « begins with », through an index on both databases.

    For columns compared byte by byte (``index_texte.COLONNES_C``). The characters after
    those of normalised words and official codes are « { » and beyond.
    """
    return Q(**{f"{champ}__gte": debut, f"{champ}__lt": f"{debut}{{"})
