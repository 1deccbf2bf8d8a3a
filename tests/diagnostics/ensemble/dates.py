"""Days of November 2026, for what mails tell."""

from datetime import timedelta

from django.utils import timezone


def le(jour, heure=7):
    """A day of November 2026 (the 2nd is a Monday), local time."""
    return timezone.make_aware(timezone.datetime(2026, 11, jour, heure))


def dater(jour, heure=12):
    """Pretend that everything in the history happened then."""
    from diagnostics.journal import suivis
    from diagnostics.models import Commentaire

    for suivi in suivis():
        suivi.historique.objects.filter(
            history_date__gte=timezone.now() - timedelta(hours=1)
        ).update(history_date=le(jour, heure))
    Commentaire.objects.update(cree_le=le(jour, heure))
