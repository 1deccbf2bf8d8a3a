"""Who changed what in a filière, before and after; going back, putting back what was deleted."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import models, transaction
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.utils import timezone
from django.utils.formats import date_format

from filieres.calculs.unites import matiere_de
from filieres.models import (
    BesoinMaillon,
    Chaine,
    Filiere,
    Flux,
    Gisement,
    Hypothese,
    Maillon,
    Position,
)
from filieres.nombres import ecrire_nombre
from filieres.services.ecriture import signer, verifier_chez_soi, verrouiller_ouverte
from socle.typographie import INSECABLE
from socle.typographie import ecrire_nombre as ecrire_entier
from socle.valeurs import dire_valeur

PAR_PAGE: Final = 40
_LIBELLES: Final[dict[Any, str]] = {
    Filiere: "Description", Chaine: "Chaîne", Maillon: "Maillon", BesoinMaillon: "Besoin",
    Position: "Acteur", Gisement: "Gisement", Flux: "Flux", Hypothese: "Hypothèse",
}  # fmt: skip
MODELES: Final = {m._meta.model_name or "": m for m in _LIBELLES}
_GESTES: Final = {"+": "ajout", "~": "changement", "-": "suppression"}
_TUS: Final = {
    "id", "reference", "version", "cree_le", "modifie_le", "filiere", "maillon", "ordre",
    "auteur", "jeton", "exemple", "code", "origine", "pilote", "organisation", "changements",
}  # fmt: skip
"""Columns the journal does not tell one by one; a maillon's rank has its own reason."""


@dataclass(frozen=True)
class Ecart:
    """A field before and after, in words."""

    champ: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Entree:
    """One row of the journal."""

    genre: str
    code: str
    version_id: int
    instant: datetime
    auteur: Any
    geste: str
    raison: str
    titre: str
    ecarts: tuple[Ecart, ...]
    version_courante: int | None
    peut_revenir: bool
    peut_remettre: bool

    @property
    def jour(self) -> date:
        """The local day it happened."""
        return timezone.localdate(self.instant)


def _lignes(modele: Any, filiere: Filiere) -> Any:
    """Return the history rows of a model in a filière, those of deleted maillons included."""
    historique = modele.history.model._default_manager
    if modele is Filiere:
        return historique.filter(id=filiere.pk)
    if hasattr(modele, "filiere"):
        return historique.filter(filiere_id=filiere.pk)
    maillons = Maillon.history.model._default_manager.filter(filiere_id=filiere.pk)
    return historique.filter(maillon_id__in=maillons.values("id"))


def lire_journal(
    *, filiere: Filiere, peut_agir: bool, genre: str = "", objet: str = "", page: Any = 1
) -> tuple[Page, list[Entree]]:
    """Return a page of the journal, and its entries ready to print.

    Args:
        filiere: the filière.
        peut_agir: whether the reader may go back.
        genre: name of a model, to read its rows only.
        objet: reference of one row, to read its versions only.
        page: number of the page.
    """
    choisis = {genre: MODELES[genre]} if genre in MODELES else MODELES
    morceaux = []
    for code, modele in choisis.items():
        lignes = _lignes(modele, filiere)
        if objet:
            lignes = lignes.filter(reference=objet)
        morceaux.append(
            lignes.order_by()
            .annotate(genre_code=Value(code, output_field=CharField()))
            .values_list("history_id", "history_date", "genre_code")
        )
    reunies = morceaux[0].union(*morceaux[1:], all=True) if len(morceaux) > 1 else morceaux[0]
    choisie = Paginator(reunies.order_by("-history_date", "-history_id"), PAR_PAGE).get_page(page)
    lues: dict[tuple[str, int], Entree] = {}
    par_modele: dict[str, list[int]] = {}
    for history_id, _, code in choisie.object_list:
        par_modele.setdefault(code, []).append(history_id)
    for code, ids in par_modele.items():
        for entree in _entrees(code, ids, peut_agir=peut_agir):
            lues[code, entree.version_id] = entree
    return choisie, [lues[code, hid] for hid, _, code in choisie.object_list]


def _entrees(code: str, ids: list[int], *, peut_agir: bool) -> list[Entree]:
    modele: Any = MODELES[code]
    lignes = modele.history.model._default_manager
    precedentes = (
        lignes.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    versions = list(
        lignes.filter(history_id__in=ids)
        .select_related("history_user")
        .annotate(precedente=Subquery(precedentes))
    )
    avant = lignes.in_bulk([v.precedente for v in versions if v.precedente])
    vivants = modele._default_manager.in_bulk({v.id for v in versions})
    noms = _noms(modele, [*versions, *avant.values()])
    entrees = []
    for version in versions:
        vivant = vivants.get(version.id)
        ecarts = _ecarts(modele, avant.get(version.precedente), version, noms)
        autre = vivant is not None and any(
            getattr(vivant, c.attname) != getattr(version, c.attname)
            for c in _restaurables(modele, version)
        )
        entrees.append(
            Entree(
                genre=_LIBELLES[modele],
                code=code,
                version_id=version.history_id,
                instant=version.history_date,
                auteur=version.history_user,
                geste=_GESTES[version.history_type],
                raison=_raison(version.history_change_reason or ""),
                titre=_titre(modele, version, noms),
                ecarts=ecarts,
                version_courante=getattr(vivant, "version", None),
                peut_revenir=peut_agir and autre and version.history_type != "-",
                peut_remettre=peut_agir and vivant is None and version.history_type == "-",
            )
        )
    return entrees


def _raison(raison: str) -> str:
    return (
        "Supprimé avec son maillon ou son gisement"
        if raison.startswith("Suppression avec")
        else raison
    )


def _champs(modele: Any) -> list[Any]:
    return [c for c in modele._meta.concrete_fields if c.name not in _TUS]


def _restaurables(modele: Any, version: Any) -> list[Any]:
    """Return the columns going back brings: what the journal tells, and the rank of a maillon."""
    connus = {c.attname for c in version._meta.concrete_fields}
    de_plus = {"ordre", "changements"}
    if modele is Filiere:
        de_plus = set()
    return [
        c
        for c in modele._meta.concrete_fields
        if c.attname in connus
        and (c.name not in _TUS or c.name in de_plus)
        # Sharing and archiving are decisions of their own: going back does not undo them.
        and not (modele is Filiere and c.name in {"visibilite", "statut", "territoire"})
    ]


def _noms(modele: Any, versions: list[Any]) -> dict[str, dict[Any, str]]:
    """Name what the rows point to, one query per field that points somewhere."""
    noms = {}
    for champ in modele._meta.concrete_fields:
        if not isinstance(champ, models.ForeignKey) or champ.name in {"auteur", "filiere"}:
            continue
        ids = {getattr(v, champ.attname, None) for v in versions} - {None}
        if ids:
            cible: Any = champ.remote_field.model
            lignes = cible._default_manager.all()
            if cible is Position:
                lignes = lignes.select_related("acteur")
            noms[champ.name] = {o.pk: str(o) for o in lignes.filter(pk__in=ids)}
    return noms


def _titre(modele: Any, version: Any, noms: dict[str, dict[Any, str]]) -> str:
    """Name the row from its history."""
    if modele is Position:
        return version.nom_libre or noms.get("acteur", {}).get(version.acteur_id, "Acteur")
    if modele is Flux:
        de = noms.get("depart", {}).get(version.depart_id) or noms.get("gisement", {}).get(
            version.gisement_id, "effacé depuis"
        )
        vers = "hors de la chaîne"
        if version.arrivee_id:
            vers = noms.get("arrivee", {}).get(version.arrivee_id, "effacé depuis")
        return f"{de} → {vers}"
    nom = {Maillon: "intitule", BesoinMaillon: "texte", Gisement: "ressource"}.get(modele, "nom")
    return str(getattr(version, nom))


def _ecarts(
    modele: Any, avant: Any, apres: Any, noms: dict[str, dict[Any, str]]
) -> tuple[Ecart, ...]:
    ecarts = []
    for champ in _champs(modele):
        if not hasattr(apres, champ.attname):
            continue
        dit_avant = _dire(champ, avant, noms) if avant is not None else ""
        dit_apres = _dire(champ, apres, noms)
        if apres.history_type == "-":
            dit_avant, dit_apres = dit_apres, ""
        if apres.history_type != "~" and not champ.get_internal_type().startswith("Decimal"):
            continue  # what came or went is named by its title; its figures are told
        if dit_avant != dit_apres:
            libelle = str(champ.verbose_name)
            ecarts.append(Ecart(libelle[:1].upper() + libelle[1:], dit_avant, dit_apres))
    return tuple(ecarts)


def _dire(champ: Any, version: Any, noms: dict[str, dict[Any, str]]) -> str:
    valeur = getattr(version, champ.attname)
    if valeur is None or valeur in ("", []):
        return ""
    if isinstance(champ, models.ForeignKey):
        return noms.get(champ.name, {}).get(valeur, "effacé depuis")
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    if isinstance(champ, models.DecimalField):
        return _dire_nombre(champ.name, valeur, getattr(version, "unite", ""))
    if isinstance(valeur, list):
        return ", ".join(str(v) for v in valeur)
    texte = dire_valeur(valeur)
    return texte if len(texte) <= 400 else f"{texte[:400]} …"  # noqa: PLR2004


def _dire_nombre(champ: str, valeur: Decimal, unite: str) -> str:
    """Write a figure with all its decimals, and its unit when the name of the field lacks it."""
    suite = ""
    if champ in {"quantite", "volume", "capacite", "bas", "haut"}:
        suite = unite
    elif champ == "prix":
        suite = f"€ / {matiere_de(unite)}" if unite else "€"
    elif champ == "achats_exterieurs":
        suite = "€"
    elif champ == "rendement":
        valeur, suite = valeur * 100, "%"
    entiere, virgule, decimales = ecrire_nombre(valeur).partition(",")
    return f"{ecrire_entier(entiere)}{virgule}{decimales}{INSECABLE}{suite}".rstrip(INSECABLE)


# ── Going back ──────────────────────────────────────────────────────────────
def trouver_version(*, filiere: Filiere, code: str, version_id: int) -> Any:
    """Return a row of the filière's history, or None."""
    modele = MODELES.get(code)
    return _lignes(modele, filiere).filter(history_id=version_id).first() if modele else None


@transaction.atomic
def revenir(
    *, filiere: Filiere, version: Any, par: Any, version_attendue: int | None = None
) -> Any:
    """Bring back what a row was in ``version``, as a new version; lost links come back empty.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: it was deleted, or would not be valid any more.
    """
    verrouiller_ouverte(filiere)
    modele: Any = version.instance_type
    if not modele._default_manager.filter(pk=version.id).exists():
        raise ValidationError("Ceci a été supprimé\u00a0: remettez-le d’abord.", code="supprime")
    actuel = modele.verrouiller(version.id, version_attendue)
    for champ in _restaurables(modele, version):
        setattr(actuel, champ.attname, _valeur(champ, version))
    actuel.full_clean()
    verifier_chez_soi(actuel)
    jour = date_format(timezone.localtime(version.history_date), "j F Y à H:i")
    signer(actuel, par=par, raison=f"Retour à la version du {jour}")
    actuel.save()
    return actuel


@transaction.atomic
def remettre(*, filiere: Filiere, version: Any, par: Any) -> Any:
    """Put a deleted row back under the same identity, with what was deleted along with it.

    A flow whose other end is gone stays deleted: its own entry puts it back later.

    Raises:
        ValidationError: it is there already, or what it belonged to is gone.
    """
    verrouiller_ouverte(filiere)
    if version.history_type != "-":
        raise ValidationError("Ceci ne se remet pas.", code="impossible")
    objet = _recreer(version, par=par)
    if isinstance(objet, Maillon | Gisement):
        raison = f"Suppression avec {version.reference}"
        for modele in (BesoinMaillon, Position, Flux):
            parties = _lignes(modele, filiere).filter(
                history_type="-",
                history_change_reason=raison,
                history_date__lte=version.history_date,
            )
            for partie in parties.order_by("history_id"):
                if modele.objects.filter(Q(pk=partie.id) | Q(reference=partie.reference)).exists():
                    continue
                try:
                    with transaction.atomic():
                        _recreer(partie, par=par)
                except ValidationError:
                    continue
    return objet


def _recreer(version: Any, *, par: Any) -> Any:
    modele: Any = version.instance_type
    if modele._default_manager.filter(pk=version.id).exists():
        raise ValidationError("C’est déjà de retour.", code="present")
    objet = modele()
    connus = {c.attname for c in version._meta.concrete_fields}
    for champ in modele._meta.concrete_fields:
        if champ.attname in connus:
            setattr(objet, champ.attname, _valeur(champ, version))
    objet.version += 1
    objet.full_clean(exclude=["id"])
    verifier_chez_soi(objet)
    signer(objet, par=par, raison="Remis après suppression")
    objet.save(force_insert=True)
    return objet


def _valeur(champ: Any, version: Any) -> Any:
    """Return the value of a field in a history row; a link only to what still exists."""
    valeur = getattr(version, champ.attname)
    if valeur is None or not isinstance(champ, models.ForeignKey):
        return valeur
    if champ.remote_field.model._default_manager.filter(pk=valeur).exists():
        return valeur
    if champ.null and champ.name not in {"depart", "gisement", "arrivee"}:
        return None
    raise ValidationError(
        f"Ce à quoi cela appartenait ({champ.verbose_name}) n’existe plus.", code="orphelin"
    )
