"""Read a spreadsheet of actors, flows or gisements: what it would do is shown first, every rejected
row is told, nothing is kept on the server between the two.

A file of five hundred rows asks as many queries as one of three.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from acteurs.importers.tableurs import (
    Rejet,
    Tableau,
    deviner_colonnes,
    ouvrir_tableau,
    sceller_tableau,
)
from filieres.colonnes import COLONNES, OBLIGATOIRES, SYNONYMES, SYNONYMES_GISEMENTS
from filieres.models import Filiere
from filieres.services.cellules import MODELES, Lecteur, cle_de
from filieres.services.ecriture import verifier_chez_soi, verrouiller_ouverte
from socle.contraintes import verifier_sans_requete
from socle.texte import normaliser

SEL: Final = "filieres.importation"


_CHAMPS_DE: Final = {"nom": ("nom_libre", "acteur"), "origine": ("depart", "gisement")}
"""Fields that columns of another name write."""


@dataclass(frozen=True)
class Proposition:
    """A row that would be written."""

    ligne: int
    titre: str
    ecrite: Any
    """The row as it would be."""
    changes: tuple[str, ...] = ()
    """Fields it changes; none of them: it adds."""
    dit: tuple[str, ...] = ()


@dataclass
class Apercu:
    """What a file would do with these columns."""

    propositions: list[Proposition] = field(default_factory=list)
    rejets: list[Rejet] = field(default_factory=list)
    ignorees: list[str] = field(default_factory=list)
    deja: int = 0
    """Rows that already say the same."""

    @property
    def nouvelles(self) -> int:
        """How many rows would come."""
        return sum(not p.changes for p in self.propositions)

    @property
    def modifiees(self) -> int:
        """How many would change."""
        return len(self.propositions) - self.nouvelles


def deviner(tableau: Tableau) -> list[str]:
    """Guess what each column is: a key of ``COLONNES``, or nothing; each key once."""
    synonymes = SYNONYMES_GISEMENTS if tableau.genre == "gisements" else SYNONYMES
    connues = {**synonymes, **{normaliser(v): k for k, v in COLONNES[tableau.genre].items()}}
    siennes = {mot: cle for mot, cle in connues.items() if cle in COLONNES[tableau.genre]}
    return deviner_colonnes(tableau.entetes, siennes)


def sceller(tableau: Tableau, *, filiere: Filiere) -> str:
    """Return the rows, signed: they come back from the page as they left."""
    return sceller_tableau(tableau, pour=filiere.pk, sel=SEL)


def ouvrir(scelle: str, *, filiere: Filiere) -> Tableau:
    """Return the rows of a preview.

    Raises:
        ValidationError: altered, of another filière, or older than a day.
    """
    return ouvrir_tableau(scelle, pour=filiere.pk, sel=SEL)


# ── Understanding, then writing ──────────────────────────────────────────────
def preparer(
    *, filiere: Filiere, tableau: Tableau, colonnes: list[str], utilisateur: Any
) -> Apercu:
    """Say what a file would do when its columns mean ``colonnes``; nothing is written.

    Raises:
        ValidationError: a column is missing, or chosen twice.
    """
    libelles = COLONNES[tableau.genre]
    choisies = [c for c in colonnes if c]
    if len(set(choisies)) != len(choisies):
        raise ValidationError("Deux colonnes du fichier désignent la même chose\u00a0: choisissez.")
    manquent = [libelles[c] for c in OBLIGATOIRES[tableau.genre] if c not in choisies]
    if manquent and "reference" not in choisies:
        raise ValidationError(f"Dites quelle colonne est\u00a0: {', '.join(manquent)}.")
    apercu = Apercu(
        ignorees=[e for e, c in zip(tableau.entetes, colonnes, strict=False) if not c and e]
    )
    lecteur = Lecteur(filiere, tableau.genre, utilisateur)
    rangees = [
        (n, {c: v for c, v in zip(colonnes, cellules, strict=False) if c})
        for n, cellules in tableau.lignes
    ]
    lecteur.retenir(rangee for _, rangee in rangees)
    vues: set[Any] = set()
    for numero, rangee in rangees:
        if not any(rangee.values()):
            continue
        try:
            proposition = _proposer(numero, rangee, lecteur, vues)
        except ValidationError as erreur:
            extrait = " · ".join(v for v in rangee.values() if v)
            apercu.rejets.append(Rejet(numero, " ".join(erreur.messages), extrait[:100]))
        else:
            if proposition is None:
                apercu.deja += 1
            else:
                apercu.propositions.append(proposition)
    return apercu


def _proposer(
    numero: int, rangee: Mapping[str, str], lecteur: Lecteur, vues: set[Any]
) -> Proposition | None:
    """Return what a row would do; None when all it says is already so.

    Raises:
        ValidationError: it cannot be written, and why.
    """
    champs, objet = lecteur.lire(rangee)
    essai = lecteur.essayer(champs, objet)
    verifier_sans_requete(essai)
    verifier_chez_soi(essai)
    cle = cle_de(essai)
    nouvelle = objet is None or cle != cle_de(objet)
    deux_fois = objet is not None and objet.reference in vues
    if cle in vues or deux_fois or (nouvelle and cle in lecteur.prises):
        raise ValidationError("Déjà dans la filière, ou plus haut dans le fichier.")
    vues.add(cle)
    changes: tuple[str, ...] = ()
    if objet is not None:
        vues.add(objet.reference)
        changes = tuple(nom for nom in champs if getattr(essai, nom) != getattr(objet, nom))
        if not changes:
            return None
    dites = {c: v for c, v in rangee.items() if v and c != "reference"}
    if changes:  # a row that is there already says only what it changes
        dites = {
            c: v for c, v in dites.items() if not {c, *_CHAMPS_DE.get(c, ())}.isdisjoint(changes)
        } or dites
    dit = tuple(f"{lecteur.libelles[c]}\u00a0: {v[:60]}" for c, v in dites.items())
    return Proposition(numero, str(essai), essai, changes, dit)


@transaction.atomic
def importer(
    *, filiere: Filiere, tableau: Tableau, colonnes: list[str], par: Any
) -> tuple[int, list[Rejet]]:
    """Write the rows of a file; return how many were, and those set aside.

    Raises:
        ValidationError: a column is missing, or the filière is closed to writing.
    """
    verrouiller_ouverte(filiere)  # nobody writes between reading the rows and writing them
    apercu = preparer(filiere=filiere, tableau=tableau, colonnes=colonnes, utilisateur=par)
    modele = MODELES[tableau.genre]
    neuves = [p.ecrite for p in apercu.propositions if not p.changes]
    changees = [p.ecrite for p in apercu.propositions if p.changes]
    if tableau.genre == "positions":
        for position in neuves:
            position.auteur = par
    for ligne in changees:
        ligne.version += 1
        ligne.modifie_le = timezone.now()
    signature: dict[str, Any] = {"default_user": par, "default_change_reason": "Import"}
    bulk_create_with_history(neuves, modele, batch_size=200, **signature)
    if changees:
        ecrits = {nom for p in apercu.propositions for nom in p.changes}
        bulk_update_with_history(
            changees, modele, [*ecrits, "version", "modifie_le"], batch_size=200, **signature
        )
    return len(apercu.propositions), apercu.rejets
