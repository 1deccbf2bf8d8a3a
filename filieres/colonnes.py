"""Columns of the spreadsheets of a filière, the same when they go out and when they come in."""

from typing import Any, Final

from acteurs.exports import inoffensif
from acteurs.models import Acteur
from filieres.lectures import ACTEUR_TU
from filieres.models import Filiere, Flux, Position
from filieres.nombres import ecrire_nombre

POSITIONS: Final = {
    "reference": "Référence",
    "maillon": "Maillon",
    "nom": "Acteur",
    "commune": "Commune",
    "role": "Rôle",
    "potentielle": "Pourrait le faire",
    "ess": "ESS",
    "capacite": "Capacité",
    "unite": "Unité",
    "annee": "Année",
    "etp": "Emplois (ETP)",
    "etp_insertion": "Dont en insertion (ETP)",
    "part_ca": "Part du chiffre d’affaires (%)",
    "certitude": "Certitude",
    "source": "Source",
}
FLUX: Final = {
    "reference": "Référence",
    "origine": "De",
    "arrivee": "Vers",
    "matiere": "Matière",
    "volume": "Volume",
    "bas": "Au moins",
    "haut": "Au plus",
    "unite": "Unité",
    "annee": "Année",
    "masse_unitaire_kg": "Masse d’une pièce (kg)",
    "prix": "Prix (€ par unité)",
    "distance_km": "Distance (km)",
    "certitude": "Certitude",
    "source": "Source",
}
COLONNES: Final = {"positions": POSITIONS, "flux": FLUX}
OBLIGATOIRES: Final = {"positions": ("maillon", "nom"), "flux": ("origine",)}
PRIVEES: Final = frozenset({"certitude", "source"})
"""Columns that leave with members only."""
DEHORS: Final = "Hors de la chaîne"
SYNONYMES: Final = {
    "structure": "nom", "nom": "nom", "etape": "maillon", "ville": "commune", "etp": "etp",
    "insertion": "etp_insertion", "depart": "origine", "origine": "origine",
    "arrivee": "arrivee", "destination": "arrivee", "quantite": "volume", "tonnage": "volume",
    "prix": "prix", "distance": "distance_km", "potentiel": "potentielle", "min": "bas",
    "max": "haut", "minimum": "bas", "maximum": "haut",
}  # fmt: skip
"""Other headers people write, without accents."""


def exporter(filiere: Filiere, genre: str, *, prive: bool) -> tuple[list[str], list[list[Any]]]:
    """Return the headers and rows of the actors or of the flows; private columns for members."""
    colonnes = [c for c in COLONNES[genre] if prive or c not in PRIVEES]
    lignes: Any
    if genre == "positions":
        lignes = (
            Position.objects.filter(maillon__filiere=filiere)
            .select_related("maillon__chaine", "acteur", "commune")
            .order_by("maillon__chaine__ordre", "maillon__ordre", "pk")
        )
        lues = [_position(p, prive=prive) for p in lignes]
    else:
        lignes = filiere.flux.select_related("depart", "gisement", "arrivee").order_by("pk")
        lues = [_flux(f) for f in lignes]
    return (
        [COLONNES[genre][c] for c in colonnes],
        [[inoffensif(ligne[c]) for c in colonnes] for ligne in lues],
    )


def _position(p: Position, *, prive: bool) -> dict[str, Any]:
    tu = not prive and p.acteur is not None and p.acteur.statut != Acteur.Statut.PUBLIE
    return {
        "reference": p.reference,
        "maillon": p.maillon.intitule,
        "nom": ACTEUR_TU if tu else p.nom,
        "commune": f"{p.commune.nom} ({p.commune.pk})" if p.commune else "",
        "role": p.role,
        "potentielle": "oui" if p.potentielle else "non",
        "ess": {None: "", True: "oui", False: "non"}[p.ess],
        "capacite": ecrire_nombre(p.capacite),
        "unite": p.unite,
        "annee": p.annee or "",
        "etp": ecrire_nombre(p.etp),
        "etp_insertion": ecrire_nombre(p.etp_insertion),
        "part_ca": ecrire_nombre(p.part_ca),
        "certitude": p.get_certitude_display(),
        "source": p.source,
    }


def _flux(f: Flux) -> dict[str, Any]:
    nombres = ("volume", "bas", "haut", "masse_unitaire_kg", "prix", "distance_km")
    return {
        "reference": f.reference,
        "origine": f.de,
        "arrivee": f.arrivee.intitule if f.arrivee else DEHORS,
        "matiere": f.matiere,
        "unite": f.unite,
        "annee": f.annee or "",
        "certitude": f.get_certitude_display(),
        "source": f.source,
        **{nom: ecrire_nombre(getattr(f, nom)) for nom in nombres},
    }
