"""Whether two entries look like one actor: keys that bring them together, reasons, score.

Pure functions on light rows. A score goes from 0 to 100; under ``SEUIL`` nobody is asked.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

SEUIL: Final = 50
POIDS: Final = {
    "siret": 90,
    "rna": 80,
    "siren": 40,
    "nom": 45,
    "nom_proche": 35,
    "commune": 15,
    "adresse": 20,
    "telephone": 35,
    "courriel": 35,
    "site": 35,
}
CONTRAIRES: Final = 35
"""Taken off when both have a SIRET, or an RNA number, and they differ."""
_CREUX: Final = frozenset(
    [
        "association",
        "asso",
        "ass",
        "societe",
        "sarl",
        "sas",
        "sasu",
        "eurl",
        "sa",
        "sci",
        "scop",
        "scic",
        "cooperative",
        "coop",
        "fondation",
        "federation",
        "comite",
        "la",
        "le",
        "les",
        "l",
        "de",
        "des",
        "du",
        "d",
        "et",
        "en",
        "a",
        "au",
        "aux",
        "un",
        "une",
        "pour",
    ]
)
"""Words that do not tell one organisation from another."""
_LONG: Final = 4
"""Letters from which a final « s » or « x » is thought a plural."""
_PARTAGES: Final = frozenset(
    [
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "helloasso.com",
        "linktr.ee",
        "sites.google.com",
    ]
)
"""Hosts of many organisations: an address there tells nothing without its path."""
_COURRIEL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_TELEPHONE: Final = re.compile(r"(?:(?:\+|00)33|0)\s*[1-9](?:[\s./-]*\d{2}){4}")


class Apercu(NamedTuple):
    """What is read of an entry to compare it."""

    id: int
    nom_seul: str
    siret: str
    siren: str
    rna: str
    commune_id: str | None
    adresse: str
    site_web: str
    contact_public: str
    origine: str
    enrichi: bool


def cle_de_nom(nom_seul: str) -> str:
    """Return the words of a normalised name that matter, whatever their order and number.

    >>> cle_de_nom("association regie des quartiers")
    'quartier regie'
    >>> cle_de_nom("regies de quartier")
    'quartier regie'
    """
    mots = {_singulier(mot) for mot in re.split(r"[^a-z0-9]+", nom_seul) if mot not in _CREUX}
    return " ".join(sorted(mot for mot in mots if mot)) or nom_seul


def _singulier(mot: str) -> str:
    return mot[:-1] if len(mot) >= _LONG and mot[-1] in "sx" else mot


def cle_de_site(site: str) -> str:
    """Return a web address without what does not matter; '' when it says nothing.

    >>> cle_de_site("https://www.exemple.example/accueil/?utm=1")
    'exemple.example/accueil'
    """
    morceaux = urlsplit(site if "//" in site else f"//{site}")
    hote = (morceaux.hostname or "").removeprefix("www.").removeprefix("m.")
    chemin = morceaux.path.strip("/").lower()
    if not hote or (hote in _PARTAGES and not chemin):
        return ""
    return f"{hote}/{chemin}" if chemin else hote


def cle_de_telephone(contact: str) -> str:
    """Return the nine significant digits of the first French number of a text; '' without one.

    >>> cle_de_telephone("Standard : +33 3 22 84 10 36")
    '322841036'
    """
    trouve = _TELEPHONE.search(contact)
    return re.sub(r"\D", "", trouve.group())[-9:] if trouve else ""


def cle_de_courriel(contact: str) -> str:
    """Return the first mail address of a text, in lower case."""
    trouve = _COURRIEL.search(contact)
    return trouve.group().lower().rstrip(".") if trouve else ""


def comparer(a: Apercu, b: Apercu) -> tuple[int, list[str]]:
    """Return how much two entries look alike, and what they share."""
    if _etablissements_connus(a, b):
        return 0, []
    raisons = [raison for raison, oui in _partages(a, b) if oui]
    score = sum(POIDS[raison] for raison in raisons)
    if a.siret and b.siret and a.siret != b.siret:
        score -= CONTRAIRES
    if a.rna and b.rna and a.rna != b.rna:
        score -= CONTRAIRES
    return max(0, min(100, score)), raisons


def _etablissements_connus(a: Apercu, b: Apercu) -> bool:
    """Whether the register itself says that they are two establishments, and nobody wrote there."""
    return (
        a.origine == b.origine == "sirene"
        and not a.enrichi
        and not b.enrichi
        and a.siret != b.siret
    )


def _partages(a: Apercu, b: Apercu) -> Iterable[tuple[str, bool]]:
    yield "siret", _meme(a.siret, b.siret)
    yield "rna", _meme(a.rna, b.rna)
    yield "siren", _meme(a.siren, b.siren)
    yield "nom", _meme(a.nom_seul, b.nom_seul)
    proches = a.nom_seul != b.nom_seul and cle_de_nom(a.nom_seul) == cle_de_nom(b.nom_seul)
    yield "nom_proche", proches
    yield "commune", a.commune_id is not None and a.commune_id == b.commune_id
    yield "adresse", _meme(_rue(a.adresse), _rue(b.adresse)) and a.commune_id == b.commune_id
    yield "telephone", _meme(cle_de_telephone(a.contact_public), cle_de_telephone(b.contact_public))
    yield "courriel", _meme(cle_de_courriel(a.contact_public), cle_de_courriel(b.contact_public))
    yield "site", _meme(cle_de_site(a.site_web), cle_de_site(b.site_web))


def _meme(a: str, b: str) -> bool:
    return bool(a) and a == b


def _rue(adresse: str) -> str:
    from socle.texte import normaliser

    return normaliser(adresse)
