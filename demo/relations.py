"""Load the demonstration's relations: invented structures, and what the two stories tell."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from acteurs.models import Acteur, Thematique, TypeActeur
from acteurs.services import create_acteur
from comptes.models import Organisation, Utilisateur
from relations.models import Relation
from relations.services.ecriture import creer
from territoires.models import Commune

FICHIER = Path(__file__).parent / "referentiels" / "relations.yaml"


def load_relations(
    *, comptes: Mapping[str, Utilisateur], organisations: Mapping[str, Organisation]
) -> int:
    """Create the relations when none is there; return how many were created."""
    if Relation.objects.exists():
        return 0
    recit = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    par, organisation = comptes[recit["par"]], organisations[recit["organisation"]]
    inventes = {
        fiche["cle"]: _acteur(fiche, organisation, recit["source"]) for fiche in recit["annuaire"]
    }
    faites = 0
    for fiche in recit["relations"]:
        bouts = [inventes.get(nom) or _trouver(nom) for nom in (fiche["de"], fiche["vers"])]
        if None in bouts:  # a user renamed or archived it
            continue
        creer(
            depart=bouts[0],
            arrivee=bouts[1],
            nature=fiche["nature"],
            precision=fiche.get("precision", ""),
            depuis=fiche.get("depuis"),
            jusqu_a=fiche.get("jusqu_a"),
            source=fiche.get("source", recit["source"]),
            visibilite=fiche.get("visibilite", Relation.Visibilite.PUBLIC),
            organisation=organisation,
            par=par,
        )
        faites += 1
    return faites


def _trouver(nom: str) -> Acteur | None:
    variantes = {nom, nom.replace("'", "’")}
    return Acteur.objects.publies().filter(nom__in=variantes).order_by("pk").first()


def _acteur(fiche: Mapping[str, Any], organisation: Organisation, source: str) -> Acteur:
    existant = Acteur.objects.filter(nom=fiche["nom"]).first()
    if existant:
        return existant
    commune = Commune.objects.filter(pk=fiche.get("commune")).first()
    connu = TypeActeur.objects.filter(pk=fiche["type"]).exists()
    return create_acteur(
        champs={
            "nom": fiche["nom"],
            "type_id": fiche["type"] if connu else None,
            "ess": fiche["ess"],
            "description": "Structure inventée pour la démonstration.",
            "commune": commune,
            "lon": commune.lon if commune else None,
            "lat": commune.lat if commune else None,
            "precision": Acteur.Precision.APPROCHEE if commune else Acteur.Precision.INCONNUE,
            "statut": Acteur.Statut.PUBLIE,
            "source": source,
        },
        thematiques=Thematique.objects.filter(pk__in=fiche["themes"]),
        organisation=organisation,
        confirme=True,
    )
