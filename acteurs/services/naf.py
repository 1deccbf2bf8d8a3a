"""Themes proposed by activity code: changing the table (``application`` gives it to entries)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from acteurs.models import Acteur, RegleNaf, Thematique
from acteurs.referentiels_officiels import lire_regles


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
