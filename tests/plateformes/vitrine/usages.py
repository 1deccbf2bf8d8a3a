"""What the tests of uses build."""

from plateformes.models import UsageTerritoire
from tests.fabriques import make_commune, make_territoire


def make_usage(plateforme, **champs):
    """A confirmed use of a platform."""
    champs.setdefault("territoire", None)
    champs["territoire"] = champs["territoire"] or make_territoire(
        make_commune(), lon=2.6, lat=50.0
    )
    champs.setdefault("valide", True)
    return UsageTerritoire.objects.create(plateforme=plateforme, **champs)
