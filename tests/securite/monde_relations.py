"""What the addresses of relations are about."""

from typing import Any

from tests.fabriques import make_acteur, make_relation


def objets(organisation: Any, territoire: Any) -> dict[str, list[Any]]:
    """Arguments of the addresses of one public relation entered by ``organisation``."""
    relation = make_relation(make_acteur(), make_acteur(), organisation=organisation)
    return {
        "reseau_territoire_csv": [territoire.nature, territoire.code, "csv"],
        "reseau_acteur_csv": [relation.depart.reference, "csv"],
        "lien_acteurs": [relation.reference],
        "version_lien_acteurs": [relation.reference, relation.history.latest().pk],
    }


def saisies() -> dict[str, dict[str, Any]]:
    """What to post where an empty form would not say what it is about."""
    return {"acteur_du_reseau": {"acteur": make_acteur().reference}}
