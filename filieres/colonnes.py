"""Columns of the spreadsheets of a filière, the same when they go out and when they come in."""

from typing import Any, Final

from acteurs.exports import inoffensif
from acteurs.models import Acteur
from filieres.lectures import ACTEUR_TU
from filieres.models import Filiere, Flux, Gisement, Position
from filieres.models.flux import MOIS
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
    "position_depart": "Acteur de départ",
    "position_arrivee": "Acteur d’arrivée",
    "certitude": "Certitude",
    "source": "Source",
}
GISEMENTS: Final = {
    "reference": "Référence",
    "ressource": "Ressource",
    "maillon": "Maillon où il entre",
    "quantite": "Quantité",
    "bas": "Au moins",
    "haut": "Au plus",
    "unite": "Unité",
    "annee": "Année",
    "part_disponible": "Part disponible (%)",
    "masse_unitaire_kg": "Masse d’une pièce (kg)",
    "commune": "Commune",
    "lieu_texte": "Lieu",
    "saison": "Mois",
    "source": "Source",
}
COLONNES: Final = {"positions": POSITIONS, "flux": FLUX, "gisements": GISEMENTS}
OBLIGATOIRES: Final = {
    "positions": ("maillon", "nom"), "flux": ("origine",), "gisements": ("ressource",),
}  # fmt: skip
FEUILLES: Final = {"positions": "Acteurs", "flux": "Flux", "gisements": "Gisements"}
"""Name of the sheet, by kind."""
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
SYNONYMES_GISEMENTS: Final = {
    **SYNONYMES, "quantite": "quantite", "tonnage": "quantite", "volume": "quantite",
    "nom": "ressource", "gisement": "ressource", "matiere": "ressource", "saison": "saison",
    "disponible": "part_disponible", "etape": "maillon",
}  # fmt: skip


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
    elif genre == "gisements":
        lignes = filiere.gisements.select_related("maillon", "commune").order_by("pk")
        lues = [_gisement(g) for g in lignes]
    else:
        lignes = filiere.flux.select_related(
            "depart", "gisement", "arrivee", "position_depart__acteur", "position_arrivee__acteur"
        ).order_by("pk")
        lues = [_flux(f, prive=prive) for f in lignes]
    return (
        [COLONNES[genre][c] for c in colonnes],
        [[inoffensif(ligne[c]) for c in colonnes] for ligne in lues],
    )


def _position(p: Position, *, prive: bool) -> dict[str, Any]:
    return {
        "reference": p.reference,
        "maillon": p.maillon.intitule,
        "nom": _nom(p, prive=prive),
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


def _nom(position: Position | None, *, prive: bool) -> str:
    """Return the name of an actor, but for one the directory does not publish."""
    if position is None:
        return ""
    acteur = position.acteur
    if not prive and acteur is not None and acteur.statut != Acteur.Statut.PUBLIE:
        return ACTEUR_TU
    return position.nom


def _gisement(g: Gisement) -> dict[str, Any]:
    nombres = ("quantite", "bas", "haut", "masse_unitaire_kg", "part_disponible")
    return {
        "reference": g.reference,
        "ressource": g.ressource,
        "maillon": g.maillon.intitule if g.maillon else "",
        "unite": g.unite,
        "annee": g.annee or "",
        "commune": f"{g.commune.nom} ({g.commune.pk})" if g.commune else "",
        "lieu_texte": g.lieu_texte,
        "saison": ", ".join(MOIS[m - 1] for m in g.saison),
        "source": g.source,
        **{nom: ecrire_nombre(getattr(g, nom)) for nom in nombres},
    }


def _flux(f: Flux, *, prive: bool) -> dict[str, Any]:
    nombres = ("volume", "bas", "haut", "masse_unitaire_kg", "prix", "distance_km")
    return {
        "reference": f.reference,
        "origine": f.de,
        "arrivee": f.arrivee.intitule if f.arrivee else DEHORS,
        "matiere": f.matiere,
        "unite": f.unite,
        "annee": f.annee or "",
        "position_depart": _nom(f.position_depart, prive=prive),
        "position_arrivee": _nom(f.position_arrivee, prive=prive),
        "certitude": f.get_certitude_display(),
        "source": f.source,
        **{nom: ecrire_nombre(getattr(f, nom)) for nom in nombres},
    }
