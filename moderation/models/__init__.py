"""What people propose to the directory, what is asked of them, what is decided."""

from moderation.models.contributions import Contribution, QuestionContribution
from moderation.models.decisions import Decision, LotDecisions

__all__ = ["Contribution", "Decision", "LotDecisions", "QuestionContribution"]
