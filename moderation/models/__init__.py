"""What people propose to the directory, what is asked of them, what is decided."""

from moderation.models.contributions import Contribution, QuestionContribution
from moderation.models.decisions import Decision, LotDecisions
from moderation.models.doublons import DoublonPossible, RechercheDoublons
from moderation.models.revues import RevueFiches
from moderation.models.tenues import ReglageAnnuaire, TenueActeur

__all__ = [
    "Contribution",
    "Decision",
    "DoublonPossible",
    "LotDecisions",
    "QuestionContribution",
    "RechercheDoublons",
    "ReglageAnnuaire",
    "RevueFiches",
    "TenueActeur",
]
