"""Groups proposed by likeness of text, fast enough for a room's three hundred notes."""

from collections import defaultdict
from collections.abc import Sequence
from time import monotonic

from diagnostics.models import Seance
from diagnostics.services.fusion import SEUIL, proximite, traits_de
from diagnostics.services.seance.lecture import LigneCarte, lire_cartes

GROUPES_MAX = 12
_SEANCES_MAX = 50
_POIDS_RACINE = 4


def rapprocher(textes: Sequence[str]) -> list[list[int]]:
    """Return groups of positions of texts that are all alike, the largest first.

    The measure is that of the matrix's duplicates. Only texts that share a word's stem or
    several trigrams are compared (an inverted index finds them); a text joins a group when
    it is like every text of it, so that chains of likeness do not drift.
    """
    traits = [traits_de(texte) for texte in textes]
    communs: dict[tuple[int, int], int] = defaultdict(int)
    index: dict[str, list[int]] = defaultdict(list)
    for i, trait in enumerate(traits):
        # Stems weigh four trigrams: one is enough to compare two texts.
        for marque, poids in [(f"r{r}", _POIDS_RACINE) for r in trait.racines] + [
            (f"t{t}", 1) for t in trait.trigrammes
        ]:
            for j in index[marque]:
                communs[j, i] += poids
            index[marque].append(i)
    proches = {
        paire: note
        for paire, poids in communs.items()
        if poids >= _POIDS_RACINE
        and (note := proximite(traits[paire[0]], traits[paire[1]])) >= SEUIL
    }
    groupes: dict[int, list[int]] = {}
    chef: dict[int, int] = {}
    for i, j in sorted(proches, key=lambda p: (-proches[p], p)):
        a, b = groupes.get(chef.get(i, -1), [i]), groupes.get(chef.get(j, -1), [j])
        if a is b or not all((min(x, y), max(x, y)) in proches for x in a for y in b):
            continue
        reuni = sorted([*a, *b])
        for membre in reuni:
            groupes.pop(chef.get(membre, -1), None)
            chef[membre] = reuni[0]
        groupes[reuni[0]] = reuni
    return sorted(groupes.values(), key=lambda g: (-len(g), g))


_GARDEES: dict[str, tuple[float, int, list[list[LigneCarte]]]] = {}
_REPIT_S = 8.0


def propositions_de(seance: Seance) -> list[list[LigneCarte]]:
    """Return the groups proposed for a session, worked out again every few seconds at most.

    The facilitator's page asks at each poll; what left the board since is left out at once.
    """
    connues = _GARDEES.get(seance.reference)
    maintenant = monotonic()
    if connues and (connues[1] == seance.revision or maintenant - connues[0] < _REPIT_S):
        return _encore_la(seance, connues[2]) if connues[1] != seance.revision else connues[2]
    proposees = proposer_groupes(lire_cartes(seance))
    if len(_GARDEES) > _SEANCES_MAX:
        _GARDEES.clear()
    _GARDEES[seance.reference] = (maintenant, seance.revision, proposees)
    return proposees


def _encore_la(seance: Seance, groupes: list[list[LigneCarte]]) -> list[list[LigneCarte]]:
    la = set(
        seance.notes.filter(etat="visible", groupe=None).values_list("numero", flat=True)
    ) | set(seance.groupes.filter(dissous=False).values_list("numero", flat=True))
    restes = ([c for c in groupe if c.numero in la] for groupe in groupes)
    return [groupe for groupe in restes if len(groupe) > 1]


def proposer_groupes(cartes: Sequence[LigneCarte]) -> list[list[LigneCarte]]:
    """Return the cards of one case that say nearly the same thing, at most ``GROUPES_MAX`` groups."""
    proposes: list[list[LigneCarte]] = []
    par_case: dict[str, list[LigneCarte]] = defaultdict(list)
    for carte in cartes:
        if not carte.masquee:
            par_case[carte.case].append(carte)
    for siennes in par_case.values():
        textes = [
            " ".join([c.texte, *(n.texte for n in c.notes[:3] if n.texte != c.texte)])
            for c in siennes
        ]
        proposes += [[siennes[i] for i in groupe] for groupe in rapprocher(textes)]
    proposes.sort(key=lambda g: (-len(g), g[0].numero))
    return proposes[:GROUPES_MAX]
