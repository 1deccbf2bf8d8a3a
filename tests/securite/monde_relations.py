"""What the addresses of relations are about."""

from typing import Any

from tests.fabriques import make_acteur, make_relation


def objets(organisation: Any, territoire: Any) -> dict[str, list[Any]]:
    """Arguments of the addresses of one public relation entered by ``organisation``."""
    relation = make_relation(make_acteur(), make_acteur(), organisation=organisation)
    return {
        "lien_acteurs": [relation.reference],
        "version_lien_acteurs": [relation.reference, relation.history.latest().pk],
    }
