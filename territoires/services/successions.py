"""What merged communes leave behind: links and adopted territories follow their successor."""

from django.db import transaction
from simple_history.utils import update_change_reason

from territoires.models import Adoption, Commune, Territoire, TerritoireCommune


@transaction.atomic
def reporter_successions() -> dict[str, int]:
    """Move every link and adopted commune from a merged commune to the one in force.

    Returns:
        ``liens_reportes`` and ``communes_reportees``.
    """
    return {"liens_reportes": _reporter_liens(), "communes_reportees": _reporter_communes()}


def _reporter_liens() -> int:
    """Re-point links to inactive communes; drop those whose successor is already there."""
    liens = list(
        TerritoireCommune.objects.filter(
            commune__actif=False, commune__successeur__isnull=False
        ).select_related("commune__successeur")
    )
    if not liens:
        return 0
    territoires = {lien.territoire_id for lien in liens}
    presents = set(
        TerritoireCommune.objects.filter(territoire__in=territoires).values_list(
            "territoire_id", "commune_id"
        )
    )
    for lien in liens:
        nouvelle = (lien.territoire_id, lien.commune.actuelle.pk)
        if nouvelle in presents:
            lien.delete()
            continue
        presents.add(nouvelle)
        lien.commune_id = nouvelle[1]
        lien.save(update_fields=["commune"])
    for territoire in Territoire.objects.filter(pk__in=territoires, officiel=False):
        recalculer(territoire)
    return len(liens)


def recalculer(territoire: Territoire) -> None:
    """Bring the population and composition of a custom territory in step with its links."""
    communes = dict(territoire.communes.order_by("pk").values_list("pk", "population"))
    connues = [p for p in communes.values() if p is not None]
    total = sum(connues) if connues else None
    if total != territoire.population or list(communes) != territoire.composition:
        territoire.population, territoire.composition = total, list(communes)
        territoire.version += 1
        territoire.save()
        update_change_reason(territoire, "Communes fusionnées")


def _reporter_communes() -> int:
    """Give commune territories the code, name and population of the commune in force."""
    changes = 0
    communes = Territoire.objects.filter(nature=Territoire.Nature.COMMUNE)
    en_base = Commune.objects.select_related("successeur").in_bulk(
        list(communes.values_list("code", flat=True))
    )
    par_code = {t.code: t for t in communes}
    for code, territoire in list(par_code.items()):
        commune = en_base.get(code)
        if commune is None:
            continue
        cible = commune.actuelle
        suivant = par_code.get(cible.pk)
        if cible.pk != code and suivant is not None:
            changes += _absorber(territoire, suivant)
            continue
        valeurs = {
            "code": cible.pk,
            "nom": cible.nom,
            "population": cible.population,
            "millesime": cible.millesime,
        }
        if any(getattr(territoire, champ) != valeur for champ, valeur in valeurs.items()):
            for champ, valeur in valeurs.items():
                setattr(territoire, champ, valeur)
            territoire.save()
            par_code[cible.pk] = territoire
            changes += 1
    return changes


def _absorber(ancien: Territoire, nouveau: Territoire) -> int:
    """Hand the adoptions of a merged commune's territory to its successor's."""
    if not ancien.actif:
        return 0
    deja = set(nouveau.adoptions.values_list("organisation_id", flat=True))
    Adoption.objects.filter(territoire=ancien).exclude(organisation__in=deja).update(
        territoire=nouveau
    )
    Adoption.objects.filter(territoire=ancien).delete()
    ancien.actif = False
    ancien.save(update_fields=["actif", "modifie_le"])
    return 1
