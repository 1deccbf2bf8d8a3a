"""Custom territories: composed from communes and other territories, corrected, restored."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from simple_history.utils import update_change_reason

from comptes.models import Organisation
from socle.modeles import reference_courte
from territoires.models import Adoption, Commune, ContourTerritoire, Territoire, TerritoireCommune
from territoires.services.adoption import trouver
from territoires.services.contours import tracer_territoires

COMMUNES_MAX = 1500
"""Largest custom territory; a région is smaller than that, or is adopted as such."""
NATURES_COMPOSABLES = (
    Territoire.Nature.SUR_MESURE,
    Territoire.Nature.PETR,
    Territoire.Nature.PNR,
    Territoire.Nature.BASSIN,
)


def communes_de(cle: str) -> list[str]:
    """Return the INSEE codes of a territory named « nature:code », none when it is unknown."""
    nature, _, code = cle.partition(":")
    territoire = trouver(nature, code)
    if territoire is None:
        return []
    if territoire.pk is None:
        return [territoire.code]
    return list(territoire.communes.order_by("pk").values_list("pk", flat=True))


def composer(actuelles: Iterable[str], *, ajouter: str = "", retirer: str = "") -> list[str]:
    """Return the codes once a territory (« nature:code ») is added to or subtracted from them."""
    codes = set(actuelles)
    if ajouter:
        codes |= set(communes_de(ajouter))
    if retirer:
        codes -= set(communes_de(retirer))
    return sorted(codes)


def population(codes: Iterable[str]) -> int:
    """Return the total population of communes."""
    return (
        Commune.objects.filter(pk__in=list(codes)).aggregate(total=Sum("population"))["total"] or 0
    )


@transaction.atomic
def creer_territoire(
    *, nom: str, nature: str, codes: Iterable[str], organisation: Organisation, par: Any
) -> Territoire:
    """Create a custom territory, managed and adopted by ``organisation``.

    Raises:
        ValidationError: no commune, too many, or a nature that is not composed.
    """
    communes = _verifier(codes, nature)
    territoire = Territoire(
        nature=nature,
        code=reference_courte(),
        nom=nom,
        organisation_gestionnaire=organisation,
        composition=communes,
        population=population(communes),
    )
    territoire.save()
    _lier(territoire, communes)
    Adoption.objects.create(organisation=organisation, territoire=territoire, par=par)
    return territoire


@transaction.atomic
def modifier_territoire(
    territoire: Territoire,
    *,
    nom: str,
    nature: str,
    codes: Iterable[str],
    version_attendue: int | None,
    motif: str = "",
) -> Territoire:
    """Change name, nature and communes; the former state stays in the history.

    Raises:
        ConflitDEdition: someone saved the territory since the form was opened.
        ValidationError: no commune, too many, or a nature that is not composed.
    """
    communes = _verifier(codes, nature)
    verrouille = Territoire.verrouiller(territoire.pk, version_attendue)
    verrouille.nom, verrouille.nature = nom, nature
    verrouille.composition = communes
    verrouille.population = population(communes)
    verrouille.save()
    if motif:
        update_change_reason(verrouille, motif)
    _lier(verrouille, communes)
    return verrouille


def restaurer(territoire: Territoire, *, version: int) -> Territoire:
    """Give back the name, nature and communes the territory had at ``version``.

    Raises:
        Territoire.DoesNotExist: no such version.
    """
    ancien = territoire.history.filter(version=version).order_by("-history_date").first()
    if ancien is None:
        raise Territoire.DoesNotExist
    return modifier_territoire(
        territoire,
        nom=ancien.nom,
        nature=ancien.nature,
        codes=ancien.composition,
        version_attendue=None,
        motif=f"Version {version} rétablie",
    )


def _verifier(codes: Iterable[str], nature: str) -> list[str]:
    """Return the codes in force, sorted; merged communes are replaced by their successor."""
    demandes = list(codes)
    if nature not in NATURES_COMPOSABLES:
        raise ValidationError("Choisissez la nature du territoire dans la liste.")
    trouvees = Commune.objects.select_related("successeur").in_bulk(demandes)
    communes = sorted({commune.actuelle.pk for commune in trouvees.values()})
    if not communes:
        raise ValidationError("Ajoutez au moins une commune : cherchez-la par son nom.")
    if len(communes) > COMMUNES_MAX:
        raise ValidationError(
            f"Ce territoire compte {len(communes)} communes, plus que les {COMMUNES_MAX} "
            "possibles : adoptez plutôt une région ou un département entier."
        )
    return communes


def _lier(territoire: Territoire, communes: list[str]) -> None:
    """Bring the links in step with ``communes`` and redraw the outline."""
    presentes = set(territoire.liens.values_list("commune_id", flat=True))
    territoire.liens.exclude(commune__in=communes).delete()
    TerritoireCommune.objects.bulk_create(
        TerritoireCommune(territoire=territoire, commune_id=code)
        for code in communes
        if code not in presentes
    )
    if presentes != set(communes):
        ContourTerritoire.objects.filter(territoire=territoire).delete()
        tracer_territoires(communes, seulement=territoire.pk)
