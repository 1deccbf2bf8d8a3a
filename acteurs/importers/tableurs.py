"""Small spreadsheets whose effect is shown before anything is written.

The rows travel with the page, signed, from the preview to the gesture: nothing is kept on the
server between the two, and what is written is what was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from acteurs.importers.lecture import FichierRefuse, examiner, lire_lignes
from socle.texte import normaliser

LIGNES_MAX: Final = 500
TAILLE_MAX: Final = 2_000_000
_UN_JOUR: Final = 86_400


@dataclass(frozen=True)
class Tableau:
    """A file as read: headers and rows with their number."""

    genre: str
    entetes: list[str]
    lignes: list[tuple[int, list[str]]]

    @property
    def exemples(self) -> list[str]:
        """The first cell of each column that is not empty."""
        return [
            next((cs[i] for _, cs in self.lignes if i < len(cs) and cs[i]), "")
            for i in range(len(self.entetes))
        ]


@dataclass(frozen=True)
class Rejet:
    """A row set aside and why."""

    ligne: int
    motif: str
    extrait: str


class DepotForm(forms.Form):
    """A spreadsheet."""

    fichier = forms.FileField(
        label="Fichier CSV ou XLSX",
        help_text="2 Mo et 500 lignes au plus. La première ligne nomme les colonnes.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_fichier(self) -> Any:
        """Refuse what is too heavy before reading it."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise forms.ValidationError("Ce fichier dépasse 2 Mo\u00a0: partagez-le en deux.")
        return fichier


def lire_tableau(fichier: IO[bytes], nom: str, taille: int, *, genre: str) -> Tableau:
    """Read the rows of a file.

    Raises:
        FichierRefuse: it cannot be read, or is too long.
    """
    examen = examiner(fichier, nom, taille)
    if examen.lignes > LIGNES_MAX:
        raise FichierRefuse(f"Ce fichier compte plus de {LIGNES_MAX} lignes : partagez-le.")
    rangees = lire_lignes(
        fichier, examen.format, encodage=examen.encodage, separateur=examen.separateur
    )
    next(rangees, None)  # the headers
    return Tableau(genre, examen.entetes, [(n, [_nettoyer(c) for c in cs]) for n, cs in rangees])


def _nettoyer(brut: str) -> str:
    """Return the text of a cell, without the quote that our exports put before a formula."""
    texte = brut.strip()
    return texte[1:] if texte.startswith("'") and texte[1:2] in {"=", "+", "-", "@"} else texte


def deviner_colonnes(entetes: Sequence[str], connues: Mapping[str, str]) -> list[str]:
    """Guess what each column is, by its normalised name: a key, or nothing; each key once."""
    vus: set[str] = set()
    devines = []
    for entete in entetes:
        cle = connues.get(normaliser(entete), "")
        if cle in vus:
            cle = ""
        vus.add(cle)
        devines.append(cle)
    return devines


def sceller_tableau(tableau: Tableau, *, pour: object, sel: str) -> str:
    """Return the rows, signed, for one screen of one person or object."""
    contenu = {"f": pour, "g": tableau.genre, "e": tableau.entetes, "l": tableau.lignes}
    return signing.dumps(contenu, salt=sel, compress=True)


def ouvrir_tableau(scelle: str, *, pour: object, sel: str) -> Tableau:
    """Return the rows of a preview.

    Raises:
        ValidationError: altered, made for another screen, or older than a day.
    """
    try:
        contenu = signing.loads(scelle, salt=sel, max_age=_UN_JOUR)
    except signing.BadSignature:
        contenu = {}
    if not contenu or contenu.get("f") != pour:
        raise ValidationError("Cet aperçu n’est plus valable\u00a0: déposez de nouveau le fichier.")
    return Tableau(contenu["g"], contenu["e"], [(n, cs) for n, cs in contenu["l"]])
