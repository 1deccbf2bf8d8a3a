"""The places people ask lists of most: départements and regions, to be chosen in a form."""

from acteurs.criteres import Criteres
from territoires.models import Territoire

NATURES = (Territoire.Nature.DEPARTEMENT, Territoire.Nature.REGION)


def proposer_lieux(criteres: Criteres) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return groups of choices (value of the address, name); the place chosen is among them."""
    groupes: dict[str, list[tuple[str, str]]] = {}
    actuel = criteres.territoire
    if actuel is not None and actuel.nature not in NATURES:
        groupes["Choisi dans l’annuaire"] = [(criteres.lieu, actuel.nom)]
    lieux = Territoire.objects.officiels().filter(actif=True, nature__in=NATURES)
    for nature, code, nom in lieux.order_by("nature", "code").values_list("nature", "code", "nom"):
        dit = f"{code} {nom}" if nature == Territoire.Nature.DEPARTEMENT else nom
        titre = str(Territoire.Nature(nature).label)
        groupes.setdefault(f"{titre}s", []).append((f"{nature}:{code}", dit))
    return list(groupes.items())
