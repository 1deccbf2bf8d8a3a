"""What can be written in a filière, kind by kind: form, titles, where one goes back to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from filieres import forms_edition as formulaires
from filieres.acces import MODIFIER, PROPOSER
from filieres.models import BesoinMaillon, Chaine, Filiere, Flux, Gisement, Maillon, Position
from filieres.services import flux, maillons, positions


@dataclass(frozen=True)
class Genre:
    """A kind of rows: its form, its words, its screens."""

    code: str
    modele: Any
    formulaire: Any
    onglet: str
    nouveau: str
    """Title of the page that adds one."""
    fait: str
    """Said once added."""
    ajouter: Callable[..., Any]
    nom_url: str
    permission: str = MODIFIER

    def lignes(self, filiere: Filiere) -> Any:
        """Return the rows of this kind in a filière."""
        chemin = "filiere" if hasattr(self.modele, "filiere") else "maillon__filiere"
        return self.modele.objects.filter(**{chemin: filiere})

    def trouver(self, filiere: Filiere, reference: str) -> Any:
        """Return a row of the filière, or raise ``Http404``."""
        return get_object_or_404(self.lignes(filiere), reference=reference)

    def page(self, filiere: Filiere, ligne: Any) -> str:
        """Address of the page of a row."""
        return reverse(f"filieres:{self.nom_url}", args=[filiere.reference, ligne.reference])

    def retour(self, filiere: Filiere, ligne: Any) -> str:
        """Address of the tab, at the row or at its maillon."""
        adresse = reverse(f"filieres:{self.onglet}", args=[filiere.reference])
        ancre = ligne.maillon if isinstance(ligne, Position | BesoinMaillon) else ligne
        page = f"?ligne={ligne.reference}" if isinstance(ligne, Flux) else ""
        return f"{adresse}{page}#l-{ancre.reference}"


def _ajouter_chaine(*, filiere: Filiere, par: Any, nom: str) -> Chaine:
    return maillons.ajouter_chaine(filiere=filiere, nom=nom, par=par)


GENRES = {
    g.code: g
    for g in (
        Genre(
            "chaine", Chaine, formulaires.ChaineForm, "maillons",
            "Ajouter une chaîne", "Chaîne ajoutée.", _ajouter_chaine, "chaine",
        ),
        Genre(
            "maillon", Maillon, formulaires.MaillonForm, "maillons",
            "Ajouter un maillon", "Maillon ajouté.", maillons.ajouter_maillon, "maillon",
        ),
        Genre(
            "position", Position, formulaires.PositionForm, "maillons",
            "Ajouter un acteur", "Acteur ajouté.", positions.ajouter_position, "position",
            PROPOSER,
        ),
        Genre(
            "besoin", BesoinMaillon, formulaires.BesoinForm, "maillons",
            "Noter un besoin", "Besoin noté.", positions.ajouter_besoin, "besoin",
        ),
        Genre(
            "gisement", Gisement, formulaires.GisementForm, "flux",
            "Ajouter un gisement", "Gisement ajouté.", flux.ajouter_gisement, "gisement",
        ),
        Genre(
            "flux", Flux, formulaires.FluxForm, "flux",
            "Ajouter un flux", "Flux ajouté.", flux.ajouter_flux, "flux_un",
        ),
    )
}  # fmt: skip


def peut_ecrire(request: HttpRequest, filiere: Filiere, ligne: Any) -> bool:
    """Whether the user may change this row: structures change the positions they wrote."""
    if not filiere.est_ouverte:
        return False
    if request.user.has_perm(MODIFIER, filiere):
        return True
    return (
        isinstance(ligne, Position)
        and ligne.auteur_id == request.user.pk
        and request.user.has_perm(PROPOSER, filiere)
    )


def exiger_ecriture(request: HttpRequest, filiere: Filiere, ligne: Any) -> None:
    """Let the request pass when its user may change this row.

    Raises:
        PermissionDenied: a position somebody else wrote, or no right to write.
    """
    if not peut_ecrire(request, filiere, ligne):
        raise PermissionDenied
