"""Giving the entries nobody holds the themes of the table: at once, or as a followed work.

The table only ever proposes: entries somebody wrote in keep their themes.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from acteurs.familles import Regles
from acteurs.models import ApplicationThemes
from acteurs.services import masse
from acteurs.services.densite import reconstruire_densite
from acteurs.services.naf import concernes
from acteurs.services.revision import signaler_changement
from comptes.models import Utilisateur
from socle.travaux import Suivi, Travail, annuler_travail, lancer_travail
from socle.typographie import accorder, ecrire_nombre

LOT = 10_000
"""Entries changed per transaction."""
IMMEDIAT_MAX = 10_000
"""Entries that a page may change while its user waits."""
MONTREE = timedelta(days=1)
"""How long the page of the table still tells of a work that ended well."""
GARDE = timedelta(days=90)
Changement = tuple[int, int, int | None]
"""An actor's id, its new mask of themes, its Morton code."""


def launch_regles(
    *, nomenclature: str, prefixe: str, par: Utilisateur | None = None
) -> int | ApplicationThemes:
    """Apply the table at once, or in the background when many entries are concerned.

    Returns:
        How many entries changed, or the work that will change them.
    """
    if concernes(nomenclature, prefixe).count() <= IMMEDIAT_MAX:
        return apply_regles(nomenclature=nomenclature, prefixe=prefixe)
    with transaction.atomic():
        # The table has changed since: what was under way for this code is not to be finished.
        for ancien in ApplicationThemes.objects.filter(
            nomenclature=nomenclature, prefixe=prefixe
        ).actifs():
            annuler_travail(ancien)
        travail = ApplicationThemes.objects.create(
            nomenclature=nomenclature, prefixe=prefixe, demandeur=par
        )
        lancer_travail(travail)
    return travail


def derniere_application() -> ApplicationThemes | None:
    """Return the last work, unless it ended well some time ago."""
    travail = ApplicationThemes.objects.first()
    if travail is None or travail.etat != Travail.Etat.TERMINE:
        return travail
    fin = travail.termine_le or travail.modifie_le
    return travail if fin > timezone.now() - MONTREE else None


def purge_applications() -> int:
    """Forget the works that ended long ago."""
    anciennes = ApplicationThemes.objects.filter(cree_le__lt=timezone.now() - GARDE)
    return anciennes.exclude(pk__in=anciennes.actifs()).delete()[0]


def apply_regles(*, nomenclature: str, prefixe: str) -> int:
    """Give the entries concerned the themes that the table says now; return how many changed."""
    regles = Regles.charger()
    mortons: list[int | None] = []
    nombre, apres = 0, 0
    while lot := _lire(nomenclature, prefixe, apres):
        apres = lot[-1][0]
        changes = _changements(regles, lot)
        if changes:
            with transaction.atomic():
                nombre += _ecrire(changes)
            mortons += [morton for _, _, morton in changes]
    if mortons:
        with transaction.atomic():  # the counts of the map, once for all
            signaler_changement(mortons, acteurs=())
    return nombre


def execute_application(travail: ApplicationThemes, suivi: Suivi) -> None:
    """Do the same from where the last attempt stopped, each batch with its progress.

    Raises:
        TravailPerdu: cancelled or taken over; the current batch is rolled back.
    """
    regles = Regles.charger()
    suivi("Recherche des fiches", travail.pourcentage)
    avancement, bilan = travail.avancement, travail.bilan
    if "total" not in avancement:
        avancement["total"] = concernes(travail.nomenclature, travail.prefixe).count()
    with masse.session_d_ecriture():
        try:
            while lot := _lire(travail.nomenclature, travail.prefixe, avancement.get("apres", 0)):
                with transaction.atomic():
                    changes = _changements(regles, lot)
                    nombre = _ecrire(changes) if changes else 0
                    avancement["apres"] = lot[-1][0]
                    avancement["vues"] = avancement.get("vues", 0) + len(lot)
                    bilan["modifies"] = bilan.get("modifies", 0) + nombre
                    travail.save(update_fields=["avancement", "bilan", "modifie_le"])
                    pourcentage = 98 * avancement["vues"] // max(1, avancement["total"])
                    suivi(_dire(avancement["vues"], avancement["total"]), min(98, pourcentage))
        finally:
            # Stopped half-way too: the map tells what is there.
            if bilan.get("modifies"):
                with transaction.atomic():
                    reconstruire_densite()
                    signaler_changement(acteurs=())


def _dire(vues: int, total: int) -> str:
    s = accorder(vues)
    return f"{ecrire_nombre(vues)} fiche{s} revue{s} sur {ecrire_nombre(max(vues, total))}"


def _lire(
    nomenclature: str, prefixe: str, apres: int
) -> list[tuple[int, str, str, int, int | None]]:
    """Return the next entries, in the order of their ids."""
    suite = concernes(nomenclature, prefixe).filter(pk__gt=apres).order_by("pk")
    return list(suite.values_list("pk", "naf", "naf25", "masque_themes", "morton")[:LOT])


def _changements(
    regles: Regles, lot: Iterable[tuple[int, str, str, int, int | None]]
) -> list[Changement]:
    return [
        (pk, masque, morton)
        for pk, naf, naf25, ancien, morton in lot
        if (masque := regles.themes(naf, naf25)) != ancien
    ]


def _ecrire(changes: Sequence[Changement]) -> int:
    """Write masks and links; return how many entries changed."""
    # Somebody may have taken an entry in hand since it was read.
    libres = _encore_libres(pk for pk, _, _ in changes)
    gardes = [c for c in changes if c[0] in libres]
    masse.mettre_a_jour(("masque_themes",), [(masque, pk) for pk, masque, _ in gardes])
    masse.relier_themes(pk for pk, _, _ in gardes)
    signaler_changement(acteurs=libres)
    return len(gardes)


def _encore_libres(ids: Iterable[int]) -> set[int]:
    rangees = masse.lire(
        f'SELECT id FROM "{masse.TABLE}" WHERE NOT enrichi AND {masse.parmi("id")}',  # noqa: S608
        masse.liste(ids),
    )
    return {pk for (pk,) in rangees}
