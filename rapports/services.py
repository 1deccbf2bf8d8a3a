"""What happens to reports."""

from rapports.models import Rapport
from socle.travaux import Suivi


def produce_report(rapport: Rapport, suivi: Suivi) -> None:
    """Make the PDF of ``rapport``."""
    suivi("Composition", 10)


def notify_requester(rapport: Rapport) -> None:
    """Mail the requester."""
