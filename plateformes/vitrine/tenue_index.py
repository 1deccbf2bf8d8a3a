"""Keeping the index of the catalogue true to the database, at the least cost.

One query says whether anything changed (``_etat``): no signal to forget, no delay, and several
processes stay right without talking to one another. When something did, only the entries that
changed are read again, then everything is counted: were a single link not where it is expected,
the whole catalogue would be read again.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from plateformes.models import PUBLIQUES, Besoin, Plateforme, UsageTerritoire
from plateformes.vitrine.index import Fiche, Index
from plateformes.vitrine.mots import raciner
from socle.texte import normaliser

LISTES = {
    "theme": "thematiques",
    "fonction": "fonctions",
    "public": "publics",
    "alternative": "alternatives",
    "": "territoires",
}
"""Lists of the entry by the facet they make; territories are read apart."""
CHANGEES_MAX = 300
"""Beyond, reading everything again is quicker."""


@dataclass(frozen=True)
class Etat:
    """What the database says of the catalogue in one query."""

    base: str
    modifie: Any
    """Last save of an entry, public or not."""
    usages: tuple[Any, ...]
    liens: tuple[tuple[int, int], ...]
    """Number of links and last key, list by list."""
    comptes: tuple[int, int, int]
    """Public entries, sum of their keys, sum of the versions of all."""


@dataclass(frozen=True)
class _Tenu:
    etat: Etat
    index: Index


_tenu: list[_Tenu] = []
_VERROU = threading.Lock()


def lire_index() -> Index:
    """Return the index of what is published now."""
    etat = _etat()
    if _tenu and _tenu[0].etat == etat:
        return _tenu[0].index
    with _VERROU:
        avant = _tenu[0] if _tenu else None
        index = _rattraper(avant, etat) if avant and avant.etat.base == etat.base else None
        _tenu[:] = [_Tenu(etat, index or Index.batir(lire_fiches(), lire_usages()))]
        return _tenu[0].index


def _liens() -> list[Any]:
    return [getattr(Plateforme, champ).through for champ in LISTES.values()]


def _etat() -> Etat:
    """Return what changes whenever the published catalogue does; one query.

    Links of a list are added and removed, never changed: their number and last key tell.
    Entries and uses are stamped by each save.
    """
    publiees = ", ".join(f"'{statut}'" for statut in PUBLIQUES)
    questions = [
        ("MAX(modifie_le)", Plateforme, ""),
        ("COUNT(*)", UsageTerritoire, ""),
        ("MAX(id)", UsageTerritoire, ""),
        ("MAX(modifie_le)", UsageTerritoire, ""),
        ("COUNT(*)", Plateforme, f" WHERE statut IN ({publiees})"),
        ("SUM(id)", Plateforme, f" WHERE statut IN ({publiees})"),
        ("SUM(version)", Plateforme, ""),
    ]
    for liens in _liens():
        questions += [("COUNT(*)", liens, ""), ("MAX(id)", liens, "")]
    valeurs = [
        f"(SELECT {quoi} FROM {connection.ops.quote_name(modele._meta.db_table)}{ou})"  # noqa: S608  our words only
        for quoi, modele, ou in questions
    ]
    with connection.cursor() as curseur:
        curseur.execute("SELECT " + ", ".join(valeurs))
        modifie, *suite = curseur.fetchone()
    nombres = [int(n or 0) for n in suite[3:]]
    return Etat(
        str(connection.settings_dict["NAME"]),
        modifie,
        tuple(suite[:3]),
        tuple(zip(nombres[3::2], nombres[4::2], strict=True)),
        (nombres[0], nombres[1], nombres[2]),
    )


def _rattraper(avant: _Tenu, etat: Etat) -> Index | None:
    """Return the index with what changed since, or None when it does not add up."""
    if avant.etat.modifie and not (etat.modifie and etat.modifie >= avant.etat.modifie):
        return None  # what we had read was undone, or deleted
    dits = avant.index.dits if avant.etat.usages == etat.usages else lire_usages()
    index = _appliquer(avant.index, _touchees(avant.etat, etat), dits)
    if index is not None and not _tombe_juste(index, etat):
        index = _appliquer(index, _ecarts(index), dits)
    return index if index is not None and _tombe_juste(index, etat) else None


def _appliquer(index: Index, changees: set[int], dits: list[tuple[int, int]]) -> Index | None:
    if len(changees) > CHANGEES_MAX:
        return None
    return index.suivre(changees, lire_fiches(changees) if changees else [], dits)


def _touchees(avant: Etat, etat: Etat) -> set[int]:
    """Entries saved, or given a link, since; those saved at the very last instant too."""
    touchees: set[int] = set()
    if avant.modifie is not None and avant.modifie != etat.modifie:
        depuis = RawSQL("%s", [avant.modifie])  # as the database wrote it
        lues = Plateforme.objects.filter(modifie_le__gte=depuis).order_by()
        touchees |= set(lues.values_list("pk", flat=True)[: CHANGEES_MAX + 1])
    for liens, (_, derniere), (_, nouvelle) in zip(_liens(), avant.liens, etat.liens, strict=True):
        if nouvelle != derniere:
            touchees |= set(
                liens.objects.filter(pk__gt=derniere).values_list("plateforme", flat=True)
            )
    return touchees


def _ecarts(index: Index) -> set[int]:
    """Entries that came, went, or are not in the version or the state we know."""
    lues = {
        pk: (version, statut)
        for pk, version, statut in Plateforme.objects.order_by().values_list(
            "pk", "version", "statut"
        )
    }
    sues = {pk: (fiche.version, fiche.statut) for pk, fiche in index.fiches.items()}
    return {pk for pk, _ in lues.items() ^ sues.items()}


def _tombe_juste(index: Index, etat: Etat) -> bool:
    """Whether entries, versions and links are as many here as in the database."""
    fiches = index.fiches.values()
    comptes = (len(index.places), sum(index.places), sum(f.version for f in fiches))
    if comptes != etat.comptes:
        return False
    return [sum(siens) for siens in zip(*(f.liens for f in fiches), strict=True)] == [
        nombre for nombre, _ in etat.liens
    ] or not (index.fiches or any(nombre for nombre, _ in etat.liens))


def lire_usages() -> list[tuple[int, int]]:
    """Return the confirmed uses: platform and territory."""
    return list(
        UsageTerritoire.objects.filter(valide=True)
        .order_by()
        .values_list("plateforme", "territoire")
    )


def lire_fiches(pks: Iterable[int] | None = None) -> Iterable[Fiche]:
    """Read entries, by name: all of them, or some."""
    choix = {} if pks is None else {"plateforme__in": list(pks)}
    listes = {facette: _lire_liste(champ, choix) for facette, champ in LISTES.items()}
    besoins: defaultdict[int, list[str]] = defaultdict(list)
    for pk, texte in Besoin.objects.filter(**choix).order_by().values_list("plateforme", "texte"):
        besoins[pk].append(texte)
    lues = Plateforme.objects.order_by("nom_normalise", "pk")
    if pks is not None:
        lues = lues.filter(pk__in=choix["plateforme__in"])
    colonnes = ("pk", "code", "nom", "nom_normalise", "version", "statut", "cherche", "nature",
                "modele", "national", "libre")  # fmt: skip
    for pk, code, nom, normalise, version, statut, cherche, *traits in lues.values_list(
        *colonnes
    ).iterator(chunk_size=2000):
        siennes = {facette: liste.get(pk, []) for facette, liste in listes.items()}
        nombres = tuple(len(s) for s in siennes.values())
        if statut not in PUBLIQUES:
            yield Fiche(pk, code, normalise, version, statut, publique=False, liens=nombres)
            continue
        fort = normaliser(f"{nom} {' '.join(besoins[pk])}")
        titres = frozenset(map(raciner, fort.split()))
        yield Fiche(
            pk,
            code,
            normalise,
            version,
            statut,
            publique=True,
            liens=nombres,
            valeurs=(
                *_traits(*traits),
                *((f, v) for f, valeurs in siennes.items() if f for v in valeurs),
            ),
            racines=titres.union(map(raciner, cherche.split())),  # normalised when it was saved
            titres=titres,
            couverture=tuple(siennes[""]),
        )


def _traits(nature: str, modele: str, national: object, libre: object) -> Iterable[tuple[str, str]]:
    yield "nature", nature
    if modele:
        yield "modele", modele
    yield "national", "oui" if national else "non"
    if libre:
        yield "libre", "oui"


def _lire_liste(champ: str, choix: dict[str, Any]) -> dict[int, list[Any]]:
    """Return the values of a list by entry: codes, or keys of territories."""
    lien = getattr(Plateforme, champ).through
    autre = getattr(Plateforme, champ).field.m2m_reverse_field_name()
    valeur = f"{autre}_id" if champ == "territoires" else f"{autre}__code"
    siennes: defaultdict[int, list[Any]] = defaultdict(list)
    for pk, cle in lien.objects.filter(**choix).order_by().values_list("plateforme_id", valeur):
        siennes[pk].append(cle)
    return siennes
