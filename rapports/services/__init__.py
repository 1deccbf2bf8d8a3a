"""What happens to reports."""

from rapports.services.courriel import notify_requester
from rapports.services.production import produce_report

__all__ = ["notify_requester", "produce_report"]
