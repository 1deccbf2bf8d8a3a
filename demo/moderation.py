"""Load the demonstration's contributions to the directory, on invented structures."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from acteurs.models import Acteur, Thematique
from comptes.models import Utilisateur
from moderation.models import Contribution
from moderation.services.contributions import (
    Signature,
    propose_acteur,
    propose_correction,
    report_fermeture,
)
from moderation.services.decisions import decide_contribution
from moderation.services.questions import ask_question
from socle.models import Courriel

FICHIER = Path(__file__).parent / "referentiels" / "moderation.yaml"
REPONSE = timedelta(days=2)


def load_moderation(*, comptes: Mapping[str, Utilisateur]) -> int:
    """Create the contributions when none is there; return how many were created."""
    if Contribution.objects.exists():
        return 0
    recit = yaml.safe_load(FICHIER.read_text(encoding="utf-8"))
    faites = 0
    for fiche in recit["contributions"]:
        contribution = _proposer(fiche)
        if contribution is None:  # a user renamed or archived the entry
            continue
        faites += 1
        if suite := fiche.get("suite"):
            _suivre(contribution, suite, comptes[recit["par"]])
        _vieillir(contribution, fiche["jours"])
    # Nobody is there to receive them.
    Courriel.objects.filter(nature__startswith="moderation.").delete()
    return faites


def _proposer(fiche: Mapping[str, Any]) -> Contribution | None:
    signature = Signature(
        nom=fiche.get("nom", ""),
        courriel=fiche.get("courriel", ""),
        message=fiche.get("message", ""),
        source=fiche["source"],
    )
    champs = {
        f"{nom}_id" if nom in {"type", "commune"} else nom: valeur
        for nom, valeur in fiche.get("champs", {}).items()
    }
    if fiche["quoi"] == "nouvelle":
        themes = Thematique.objects.filter(pk__in=fiche.get("themes", []))
        return propose_acteur(champs=champs, thematiques=themes, signature=signature)
    acteur = Acteur.objects.publies().filter(nom=fiche["acteur"]).first()
    if acteur is None:
        return None
    if fiche["quoi"] == "fermeture":
        return report_fermeture(acteur=acteur, signature=signature)
    return propose_correction(acteur=acteur, champs=champs, signature=signature)


def _suivre(contribution: Contribution, suite: Mapping[str, str], par: Utilisateur) -> None:
    if suite["geste"] == "question":
        ask_question(contribution=contribution, texte=suite["texte"], par=par)
        return
    decide_contribution(
        contribution=contribution, geste=suite["geste"], par=par, motif=suite.get("motif", "")
    )


def _vieillir(contribution: Contribution, jours: int) -> None:
    """Give it its age; what was decided was decided two days later."""
    cree_le = timezone.now() - timedelta(days=jours)
    siennes = Contribution.objects.filter(pk=contribution.pk)
    siennes.update(cree_le=cree_le)
    siennes.filter(decidee_le__isnull=False).update(decidee_le=cree_le + REPONSE)
