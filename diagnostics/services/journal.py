"""Read model of the journal: what happened in a démarche, before and after, latest first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from diagnostics.echanges import type_de_cible
from diagnostics.journal import Suivi, suivi_de, suivis
from diagnostics.models import Diagnostic
from diagnostics.services.historique import Ecart
from socle.valeurs import dire_valeur

PAR_PAGE: Final = 30
_CONTEXTE: Final = 60
"""Characters kept around what changed in a long text."""
_LONG: Final = 280
_GESTES: Final = {"+": "ajout", "~": "modification", "-": "suppression"}
_PHRASES: Final = {
    "+": ("ajouté", "ajoutée"),
    "~": ("modifié", "modifiée"),
    "-": ("supprimé", "supprimée"),
}


@dataclass(frozen=True)
class Filtres:
    """What the reader wants to see of the journal; everything by default."""

    outil: str = ""
    auteur: int | None = None
    du: date | None = None
    au: date | None = None
    depuis: datetime | None = None
    jusqu_a: datetime | None = None


@dataclass(frozen=True)
class Entree:
    """One thing that happened."""

    suivi: Suivi
    version_id: int
    objet_id: Any
    cible_id: Any
    instant: datetime
    auteur: Any
    geste: str
    phrase: str
    titre: str
    raison: str
    ecarts: tuple[Ecart, ...]
    url: str
    version_courante: int | None
    peut_revenir: bool
    peut_remettre: bool

    @property
    def jour(self) -> date:
        """The local day it happened."""
        return timezone.localdate(self.instant)


def lire_journal(
    *, diagnostic: Diagnostic, utilisateur: Any, filtres: Filtres, page: Any = 1
) -> tuple[Page, list[Entree]]:
    """Return a page of the journal, and its entries ready to print.

    Two queries to find the rows, then at most five for each model present on the page,
    however many rows there are.
    """
    pagination = Paginator(_reunir(diagnostic, utilisateur, filtres), PAR_PAGE)
    choisie = pagination.get_page(page)
    return choisie, _completer(diagnostic, utilisateur, list(choisie.object_list))


def lire_entrees(
    *, diagnostic: Diagnostic, utilisateur: Any, filtres: Filtres, limite: int
) -> list[Entree]:
    """Return the latest entries the user may read, without pages."""
    lignes = list(_reunir(diagnostic, utilisateur, filtres)[:limite])
    return _completer(diagnostic, utilisateur, lignes)


def auteurs_du_journal(*, diagnostic: Diagnostic, utilisateur: Any) -> list[Any]:
    """Return who wrote something the user may read, by name (two queries)."""
    from comptes.models import Utilisateur

    ids: set[int] = set()
    morceaux = [
        lignes.exclude(history_user=None).values_list("history_user_id", flat=True)
        for _, lignes in _lisibles(diagnostic, utilisateur, Filtres())
    ]
    if morceaux:
        ids = set(morceaux[0].union(*morceaux[1:]))
    return sorted(Utilisateur.objects.filter(pk__in=ids), key=lambda p: str(p).casefold())


def outils_lisibles(*, diagnostic: Diagnostic, utilisateur: Any) -> list[str]:
    """Return the tools whose entries the user may read."""
    return list({s.outil: None for s, _ in _lisibles(diagnostic, utilisateur, Filtres())})


def trouver_version(
    *, diagnostic: Diagnostic, utilisateur: Any, code: str, version_id: int
) -> tuple[Suivi, Any] | None:
    """Return a history row of the démarche, or None when the user may not read it."""
    suivi = suivi_de(code)
    if suivi is None:
        return None
    for lu, lignes in _lisibles(diagnostic, utilisateur, Filtres()):
        if lu is suivi:
            version = lignes.filter(history_id=version_id).first()
            return (suivi, version) if version is not None else None
    return None


def _lisibles(
    diagnostic: Diagnostic, utilisateur: Any, filtres: Filtres
) -> Iterable[tuple[Suivi, QuerySet[Any]]]:
    """Give the history rows of every model the user may read, filtered."""
    for suivi in suivis():
        if filtres.outil not in {"", suivi.outil}:
            continue
        if not utilisateur.has_perm(suivi.permission, diagnostic):
            continue
        lignes = suivi.historique._default_manager.filter(**{suivi.chemin: diagnostic.pk})
        for reservees, permission in suivi.reserves:
            if not permission or not utilisateur.has_perm(permission, diagnostic):
                lignes = lignes.exclude(reservees)
        yield suivi, _filtrer(lignes, filtres).order_by()


def _filtrer(lignes: QuerySet[Any], filtres: Filtres) -> QuerySet[Any]:
    if filtres.auteur is not None:
        lignes = lignes.filter(history_user_id=filtres.auteur)
    if filtres.du is not None:
        lignes = lignes.filter(history_date__date__gte=filtres.du)
    if filtres.au is not None:
        lignes = lignes.filter(history_date__date__lte=filtres.au)
    if filtres.depuis is not None:
        lignes = lignes.filter(history_date__gte=filtres.depuis)
    if filtres.jusqu_a is not None:
        lignes = lignes.filter(history_date__lt=filtres.jusqu_a)
    return lignes


def _reunir(diagnostic: Diagnostic, utilisateur: Any, filtres: Filtres) -> QuerySet[Any]:
    morceaux = [
        lignes.annotate(
            # A name no model has: circles have a code of their own.
            suivi_code=Value(suivi.code, output_field=CharField())
        ).values_list("history_id", "history_date", "suivi_code")
        for suivi, lignes in _lisibles(diagnostic, utilisateur, filtres)
    ]
    if not morceaux:
        return Diagnostic.objects.none()
    if len(morceaux) == 1:
        return morceaux[0].order_by("-history_date", "-history_id")
    return morceaux[0].union(*morceaux[1:], all=True).order_by("-history_date", "-history_id")


def _completer(
    diagnostic: Diagnostic, utilisateur: Any, lignes: list[tuple[int, datetime, str]]
) -> list[Entree]:
    """Fill the rows of a page, model after model, in their order."""
    par_modele: dict[str, list[int]] = defaultdict(list)
    for history_id, _, code in lignes:
        par_modele[code].append(history_id)
    entrees: dict[tuple[str, int], Entree] = {}
    for code, ids in par_modele.items():
        suivi = suivi_de(code)
        if suivi is not None:
            for entree in _entrees_de(suivi, ids, diagnostic, utilisateur):
                entrees[code, entree.version_id] = entree
    return [entrees[code, hid] for hid, _, code in lignes if (code, hid) in entrees]


def _entrees_de(
    suivi: Suivi, ids: list[int], diagnostic: Diagnostic, utilisateur: Any
) -> list[Entree]:
    lignes = suivi.historique._default_manager
    cle = suivi.modele._meta.pk.attname
    precedentes = (
        lignes.filter(**{cle: OuterRef(cle)}, history_id__lt=OuterRef("history_id"))
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    versions = list(
        lignes.filter(history_id__in=ids)
        .select_related("history_user")
        .annotate(precedente=Subquery(precedentes))
    )
    avant = lignes.in_bulk([v.precedente for v in versions if v.precedente])
    vivants = suivi.modele._default_manager.in_bulk({getattr(v, cle) for v in versions})
    noms = _noms_des_liens(suivi, [*versions, *avant.values()])
    adresses = _adresses(suivi, diagnostic, versions)
    peut_agir = bool(suivi.restaurables) and utilisateur.has_perm(
        suivi.permission_restaurer, diagnostic
    )
    entrees = []
    for version in versions:
        objet_id = getattr(version, cle)
        vivant = vivants.get(objet_id)
        geste = version.history_type
        entrees.append(
            Entree(
                suivi=suivi,
                version_id=version.history_id,
                objet_id=objet_id,
                cible_id=getattr(version, suivi.cible_pk, None) if suivi.cible else None,
                instant=version.history_date,
                auteur=version.history_user,
                geste=_GESTES[geste],
                phrase=_PHRASES[geste][suivi.feminin],
                titre=suivi.titre(version),
                raison=version.history_change_reason or "",
                ecarts=_ecarts(suivi, avant.get(version.precedente), version, noms),
                url=adresses.get(objet_id, "") if vivant is not None else "",
                version_courante=getattr(vivant, "version", None),
                peut_revenir=peut_agir
                and vivant is not None
                and any(
                    getattr(vivant, _attname(suivi, c)) != getattr(version, _attname(suivi, c))
                    for c in suivi.restaurables
                ),
                peut_remettre=peut_agir and suivi.remettable and vivant is None and geste == "-",
            )
        )
    return entrees


def _attname(suivi: Suivi, champ: str) -> str:
    return suivi.modele._meta.get_field(champ).attname  # type: ignore[union-attr]


def _adresses(suivi: Suivi, diagnostic: Diagnostic, versions: list[Any]) -> dict[Any, str]:
    """Return where each object is shown: its own screen, or that of what it belongs to."""
    cle = suivi.modele._meta.pk.attname
    if suivi.adresse is not None:
        return {getattr(v, cle): suivi.adresse(diagnostic, v) for v in versions}
    type_ = type_de_cible(suivi.cible)
    if type_ is None:
        return {}
    cibles = type_.modele._default_manager.in_bulk({getattr(v, suivi.cible_pk) for v in versions})
    return {
        getattr(v, cle): type_.adresse(diagnostic, cibles[getattr(v, suivi.cible_pk)])
        for v in versions
        if getattr(v, suivi.cible_pk) in cibles
    }


def _noms_des_liens(suivi: Suivi, versions: list[Any]) -> dict[str, dict[Any, str]]:
    """Name what the rows point to, one query per field that points somewhere."""
    noms = {}
    for nom in suivi.champs:
        champ = suivi.modele._meta.get_field(nom)
        if not isinstance(champ, models.ForeignKey):
            continue
        ids = {getattr(v, champ.attname) for v in versions} - {None}
        if ids:
            trouves = champ.remote_field.model._default_manager.in_bulk(ids)
            noms[nom] = {pk: str(objet) for pk, objet in trouves.items()}
    return noms


def _ecarts(
    suivi: Suivi, avant: Any, apres: Any, noms: dict[str, dict[Any, str]]
) -> tuple[Ecart, ...]:
    """Say field by field what changed; all that was written when it came or went."""
    if apres.history_type == "-":
        lus = ((c, lib, _dire(suivi, c, apres, noms), "") for c, lib in suivi.champs.items())
    elif avant is None:
        lus = ((c, lib, "", _dire(suivi, c, apres, noms)) for c, lib in suivi.champs.items())
    else:
        lus = (
            (c, lib, _dire(suivi, c, avant, noms), _dire(suivi, c, apres, noms))
            for c, lib in suivi.champs.items()
        )
    titre = suivi.titre(apres) if avant is None or apres.history_type == "-" else None
    return tuple(
        Ecart(libelle, *resserrer(dit_avant, dit_apres))
        for _, libelle, dit_avant, dit_apres in lus
        # What names the object needs not be told twice when it comes or goes; how a browser
        # ends its lines is nobody's change.
        if dit_avant != dit_apres and titre not in {dit_avant, dit_apres}
    )


def _dire(suivi: Suivi, nom: str, version: Any, noms: dict[str, dict[Any, str]]) -> str:
    champ = suivi.modele._meta.get_field(nom)
    valeur = getattr(version, champ.attname)  # type: ignore[union-attr]
    if valeur is None or valeur == "":
        return ""
    if isinstance(champ, models.ForeignKey):
        return noms.get(nom, {}).get(valeur, "effacé depuis")
    if getattr(champ, "choices", None):
        return str(getattr(version, f"get_{nom}_display")())
    return dire_valeur(valeur).replace("\r\n", "\n")


def resserrer(avant: str, apres: str) -> tuple[str, str]:
    """Keep of two long texts what differs, and a few words around."""
    if max(len(avant), len(apres)) <= _LONG:
        return avant, apres
    debut = 0
    for a, b in zip(avant, apres, strict=False):
        if a != b:
            break
        debut += 1
    fin = 0
    for a, b in zip(reversed(avant[debut:]), reversed(apres[debut:]), strict=False):
        if a != b:
            break
        fin += 1
    return _fenetre(avant, debut, fin), _fenetre(apres, debut, fin)


def _fenetre(texte: str, debut: int, fin: int) -> str:
    if not texte:
        return ""
    gauche = max(0, debut - _CONTEXTE)
    droite = min(len(texte), len(texte) - fin + _CONTEXTE)
    extrait = texte[gauche:droite]
    coupe = len(extrait) > _LONG * 2
    extrait = extrait[: _LONG * 2] if coupe else extrait
    return (
        f"{'… ' if gauche else ''}{extrait.strip()}{' …' if coupe or droite < len(texte) else ''}"
    )
