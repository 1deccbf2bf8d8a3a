"""Entries of the directory: create, update, publish, archive, restore.

Every write is one transaction and leaves one history row holding the fields
and the themes together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from acteurs.models import HISTORIQUE, Acteur, ReferenceFusionnee, Thematique, masque_de
from acteurs.services.passages import trace_in_bulk
from acteurs.services.references import survivants
from acteurs.services.revision import signaler_changement
from socle.valeurs import dire_valeur

CHAMPS_SAISIS = (
    "nom", "sigle", "type", "sous_type", "ess", "forme_juridique", "siret", "siren", "rna",
    "description", "adresse", "commune", "lon", "lat", "precision", "site_web", "contact_public",
    "taille", "source", "date_source", "statut",
)  # fmt: skip
"""Fields a person or a file may give; everything else is derived or administrative."""
OFFICIELS = ("categorie_juridique", "naf", "naf25", "esus", "esus_fin")
"""Fields that registers give, and that an entry takes from another when they are joined."""
LIENS = {"type", "sous_type", "commune"}


class DoublonPossible(Exception):
    """Live entries look like the one being saved; ``candidats`` lists them.

    Same name in the same commune may be confirmed as distinct; same SIRET may
    not, the database refuses it.
    """

    def __init__(self, candidats: list[Acteur]) -> None:
        super().__init__("Un acteur semblable existe déjà.")
        self.candidats = candidats


def find_doublons(acteur: Acteur) -> list[Acteur]:
    """Return the live entries with the same SIRET, or the same name in the same commune."""
    meme = Q(pk__in=Acteur.objects.homonymes(acteur.nom, acteur.commune_id).values("pk"))
    reunies: set[int] = set()
    if acteur.siret:
        # Those that an entry of this SIRET joined, too.
        anciennes = ReferenceFusionnee.objects.filter(siret=acteur.siret)
        reunies = set(anciennes.values_list("acteur", flat=True))
        meme |= Q(siret=acteur.siret) | Q(pk__in=reunies)
    candidats = (
        Acteur.objects.filter(meme)
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .exclude(pk=acteur.pk)
        .select_related("type", "commune")
    )
    # Two different SIRET are two establishments, whatever their names.
    return [
        c
        for c in candidats[:10]
        if c.siret == acteur.siret or c.pk in reunies or not (c.siret and acteur.siret)
    ]


def create_acteur(
    *,
    champs: Mapping[str, Any],
    thematiques: Iterable[Thematique] = (),
    organisation: Any = None,
    par: Any = None,
    confirme: bool = False,
    raison: str = "",
) -> Acteur:
    """Create an entry. ``champs`` holds values of ``CHAMPS_SAISIS``.

    Args:
        champs: values by field name; longitude and latitude in degrees (EPSG:4326).
        thematiques: themes of the actor.
        organisation: who enters it and may change it.
        par: the user, for the history.
        confirme: True when the user said that look-alikes are other actors.
        raison: short French reason kept in the history.

    Raises:
        ValidationError: a value breaks a rule, the message names the field.
        DoublonPossible: look-alikes exist and ``confirme`` is False.
    """
    with transaction.atomic():
        acteur = Acteur(organisation=organisation, **_permis(champs))
        _placer(acteur)
        _verifier(acteur, confirme=confirme)
        _refuser_reunie(acteur)
        _enregistrer(acteur, thematiques, par, raison, "+")
    return acteur


def create_acteurs(
    *,
    saisies: Sequence[tuple[Mapping[str, Any], Sequence[Thematique]]],
    organisation: Any,
    par: Any,
    raison: str = "",
) -> list[Acteur]:
    """Create many entries in a constant number of queries, each with its history row.

    ``saisies`` holds (fields, themes) that an importer already checked against
    the model's rules and the entries we have; only the database still refuses.

    Raises:
        IntegrityError: a SIRET was taken in between; nothing is written.
    """
    with transaction.atomic():
        acteurs = [Acteur(organisation=organisation, **_permis(champs)) for champs, _ in saisies]
        for acteur, (_, themes) in zip(acteurs, saisies, strict=True):
            _placer(acteur)
            acteur.deriver()
            acteur.masque_themes = masque_de(themes)
            # A file tells what was true the day it was written.
            acteur.vu_le = min(acteur.date_source or timezone.localdate(), timezone.localdate())
        acteurs = Acteur.objects.bulk_create(acteurs)
        signaler_changement([a.morton for a in acteurs], acteurs=[a.pk for a in acteurs])
        modele_lien = Acteur.thematiques.through
        liens = modele_lien.objects.bulk_create(
            modele_lien(acteur_id=acteur.pk, thematique_id=theme.pk)
            for acteur, (_, themes) in zip(acteurs, saisies, strict=True)
            for theme in themes
        )
        trace_in_bulk(acteurs, liens, raison=raison, par=par, creation=True)
    return acteurs


def update_acteur(
    *,
    acteur: Acteur,
    champs: Mapping[str, Any],
    thematiques: Iterable[Thematique] | None = None,
    par: Any = None,
    version_attendue: int | None = None,
    confirme: bool = False,
    raison: str = "",
    officiels: Mapping[str, Any] | None = None,
) -> Acteur:
    """Change an entry; ``thematiques`` None leaves the themes alone.

    ``officiels`` holds values of ``OFFICIELS``, which nobody types.

    Raises:
        ConflitDEdition: saved by someone else since ``version_attendue``.
        ValidationError, DoublonPossible: as ``create_acteur``.
    """
    with transaction.atomic():
        acteur = Acteur.verrouiller(acteur.pk, version_attendue)
        avant = (acteur.commune_id, acteur.lon, acteur.lat, acteur.nom_seul, acteur.siret)
        adresse, ancien = acteur.adresse, acteur.morton
        for nom, valeur in {**_permis(champs), **(officiels or {})}.items():
            setattr(acteur, nom, valeur)
        if acteur.commune_id != avant[0] and (acteur.lon, acteur.lat) == avant[1:3]:
            acteur.precision = Acteur.Precision.COMMUNE
        _suivre_geocodage(
            acteur,
            deplace=(acteur.lon, acteur.lat) != avant[1:3],
            demenage=(acteur.adresse, acteur.commune_id) != (adresse, avant[0]),
        )
        _placer(acteur)
        acteur.deriver()
        identite = (acteur.commune_id, acteur.nom_seul, acteur.siret)
        inchangee = identite == (avant[0], avant[3], avant[4])
        _verifier(acteur, confirme=confirme or inchangee)
        _enregistrer(acteur, thematiques, par, raison, "~", ancien)
    return acteur


def publish_acteur(
    *, acteur: Acteur, par: Any, version_attendue: int | None = None, raison: str = "Publication"
) -> Acteur:
    """Show a proposed or archived entry to everyone.

    Raises:
        ValidationError: the entry joined another one, or a live entry has its SIRET.
    """
    if ReferenceFusionnee.objects.filter(reference=acteur.reference).exists():
        raise ValidationError(
            "Cette fiche a été réunie à une autre\u00a0: défaites d’abord la fusion."
        )
    return _changer_statut(acteur, Acteur.Statut.PUBLIE, par, version_attendue, raison)


def archive_acteur(
    *, acteur: Acteur, par: Any, version_attendue: int | None = None, raison: str = "Archivage"
) -> Acteur:
    """Withdraw an entry from the directory; démarches that cite it keep it."""
    return _changer_statut(acteur, Acteur.Statut.ARCHIVE, par, version_attendue, raison)


def restore_version(
    *, acteur: Acteur, historique: Any, par: Any, version_attendue: int | None = None
) -> Acteur:
    """Bring back the fields and themes of a history row; the status stays as it is now."""
    champs = {n: getattr(historique, f"{n}_id" if n in LIENS else n) for n in CHAMPS_SAISIS}
    del champs["statut"]
    codes = historique.thematiques.values("thematique")
    return update_acteur(
        acteur=acteur,
        champs={f"{n}_id" if n in LIENS else n: v for n, v in champs.items()},
        thematiques=list(Thematique.objects.filter(pk__in=codes)),
        par=par,
        version_attendue=version_attendue,
        confirme=True,
        raison=f"Retour à la version du {dire_valeur(historique.history_date)}",
    )


def _permis(champs: Mapping[str, Any]) -> dict[str, Any]:
    permis = {*CHAMPS_SAISIS, *(f"{n}_id" for n in LIENS)}
    inconnus = set(champs) - permis
    if inconnus:
        raise TypeError(f"Unknown fields: {sorted(inconnus)}")
    return dict(champs)


def _suivre_geocodage(acteur: Acteur, *, deplace: bool, demenage: bool) -> None:
    """Forget what the address service said: a person placed the point, or the address changed."""
    if deplace and acteur.lon is not None:
        acteur.score_geocodage = None
    elif demenage:
        trouve = acteur.precision in {Acteur.Precision.ADRESSE, Acteur.Precision.VOIE}
        if trouve and acteur.score_geocodage is not None:
            acteur.precision = Acteur.Precision.COMMUNE  # the point was the old address's
        acteur.score_geocodage = None


def _placer(acteur: Acteur) -> None:
    """Without a point of its own, take the centre of the commune, and say so."""
    propre = acteur.lon is not None and acteur.precision in {
        Acteur.Precision.ADRESSE,
        Acteur.Precision.VOIE,
        Acteur.Precision.APPROCHEE,
    }
    if propre:
        return
    commune = acteur.commune
    if commune is not None and commune.lon is not None:
        acteur.lon, acteur.lat = commune.lon, commune.lat
        acteur.precision = Acteur.Precision.COMMUNE
    else:
        acteur.lon = acteur.lat = None
        acteur.precision = Acteur.Precision.INCONNUE


def _verifier(acteur: Acteur, *, confirme: bool) -> None:
    acteur.deriver()
    if not confirme:
        candidats = find_doublons(acteur)
        if candidats:
            raise DoublonPossible(candidats)
    acteur.full_clean(exclude=["organisation"])


def _refuser_reunie(acteur: Acteur) -> None:
    """The SIRET of an entry that joined another is that other's: nobody makes a twin of it."""
    gardee = survivants("siret", [acteur.siret]).get(acteur.siret)
    if gardee is not None:
        raise ValidationError(
            {
                "siret": f"Ce SIRET est celui d’une fiche réunie à {gardee.nom}\u00a0: complétez "
                "cette fiche."
            }
        )


def _enregistrer(
    acteur: Acteur,
    thematiques: Iterable[Thematique] | None,
    par: Any,
    raison: str,
    nature: str,
    *mortons: int | None,
) -> None:
    """Save the entry and its themes, then write one history row for both.

    ``mortons`` tells where the point was before.
    """
    acteur.skip_history_when_saving = True  # type: ignore[attr-defined]
    try:
        if thematiques is not None:
            thematiques = list(thematiques)
            acteur.masque_themes = masque_de(thematiques)
        acteur.enrichi = True
        acteur.vu_le = timezone.localdate()
        acteur.save()
        if thematiques is not None:
            acteur.thematiques.set(thematiques)
        signaler_changement({acteur.morton, *mortons}, acteurs=[acteur.pk])
    finally:
        del acteur.skip_history_when_saving  # type: ignore[attr-defined]
    acteur._history_user = par if par and par.is_authenticated else None  # type: ignore[attr-defined] # noqa: SLF001
    acteur._change_reason = raison or None  # type: ignore[attr-defined] # noqa: SLF001
    HISTORIQUE.create_historical_record(acteur, nature)


def _changer_statut(
    acteur: Acteur, statut: str, par: Any, version_attendue: int | None, raison: str
) -> Acteur:
    with transaction.atomic():
        acteur = Acteur.verrouiller(acteur.pk, version_attendue)
        acteur.statut = statut
        acteur.validate_constraints()
        _enregistrer(acteur, None, par, raison, "~")
    return acteur
