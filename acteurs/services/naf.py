"""Themes proposed by activity code: changing the table, and giving it to the entries nobody holds.

Entries somebody wrote in keep their themes: the table only ever proposes.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from acteurs.familles import Regles
from acteurs.models import Acteur, RegleNaf, Thematique
from acteurs.referentiels_officiels import lire_regles
from acteurs.services import masse
from acteurs.services.revision import signaler_changement

LOT = 10_000
"""Entries changed per transaction."""
IMMEDIAT_MAX = 10_000
"""Entries that a page may change while its user waits."""


def save_regle(*, regle: RegleNaf, thematiques: Iterable[Thematique]) -> RegleNaf:
    """Create or change a line of the table; later loadings of the reference leave it alone."""
    with transaction.atomic():
        regle.personnalisee = True
        regle.save()
        regle.thematiques.set(thematiques)
    return regle


def restore_regle(*, regle: RegleNaf) -> RegleNaf | None:
    """Give a line what the reference says; remove it, and return None, if it says nothing."""
    reference = reference_de(regle)
    with transaction.atomic():
        if reference is None:
            regle.delete()
            return None
        regle.libelle, themes = reference
        regle.personnalisee = False
        regle.save()
        regle.thematiques.set(Thematique.objects.filter(pk__in=themes))
    return regle


def reference_de(regle: RegleNaf) -> tuple[str, list[str]] | None:
    """Return the label and the codes of themes of the reference, None for a line added by hand."""
    trouvee = lire_regles().get((regle.nomenclature, regle.prefixe))
    return (trouvee[0], sorted(trouvee[1])) if trouvee else None


def concernes(nomenclature: str, prefixe: str) -> QuerySet[Acteur, Acteur]:
    """Entries nobody holds whose activity code begins with ``prefixe``."""
    champ = "naf" if nomenclature == RegleNaf.Nomenclature.NAF2 else "naf25"
    ecritures = Q(**{f"{champ}__startswith": prefixe})
    sans_point = prefixe.replace(".", "")
    if sans_point != prefixe:
        ecritures |= Q(**{f"{champ}__startswith": sans_point})
    return Acteur.objects.filter(ecritures, enrichi=False)


def launch_regles(*, nomenclature: str, prefixe: str) -> int | None:
    """Apply the table at once, or in the background when many entries are concerned.

    Returns:
        How many entries changed; None when a worker will do it.
    """
    if concernes(nomenclature, prefixe).count() <= IMMEDIAT_MAX:
        return apply_regles(nomenclature=nomenclature, prefixe=prefixe)
    from acteurs.tasks import appliquer_themes

    transaction.on_commit(lambda: appliquer_themes.delay(nomenclature, prefixe))
    return None


def apply_regles(*, nomenclature: str, prefixe: str) -> int:
    """Give the entries concerned the themes that the table says now; return how many changed."""
    regles = Regles.charger()
    changes: list[tuple[int, int, int | None]] = []
    lignes = concernes(nomenclature, prefixe).order_by()
    for pk, naf, naf25, ancien, morton in lignes.values_list(
        "pk", "naf", "naf25", "masque_themes", "morton"
    ).iterator(chunk_size=LOT):
        masque = regles.themes(naf, naf25)
        if masque != ancien:
            changes.append((pk, masque, morton))
    for debut in range(0, len(changes), LOT):
        _ecrire(changes[debut : debut + LOT])
    if changes:
        with transaction.atomic():  # the counts of the map, once for all
            signaler_changement([morton for _, _, morton in changes], acteurs=())
    return len(changes)


def _ecrire(changes: Sequence[tuple[int, int, int | None]]) -> None:
    with transaction.atomic():
        # Somebody may have taken an entry in hand since it was read.
        libres = _encore_libres(pk for pk, _, _ in changes)
        gardes = [c for c in changes if c[0] in libres]
        masse.mettre_a_jour(("masque_themes",), [(masque, pk) for pk, masque, _ in gardes])
        masse.relier_themes(pk for pk, _, _ in gardes)
        signaler_changement(acteurs=libres)


def _encore_libres(ids: Iterable[int]) -> set[int]:
    rangees = masse.lire(
        f'SELECT id FROM "{masse.TABLE}" WHERE NOT enrichi AND {masse.parmi("id")}',  # noqa: S608
        masse.liste(ids),
    )
    return {pk for (pk,) in rangees}
