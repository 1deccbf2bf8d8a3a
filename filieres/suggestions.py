"""Who could hold the maillons a filière lacks: actors around, in words and in order.

Order: activity code of the maillon before theme alone, ESS first, then the nearest. Distances are as
the crow flies from the centre of the territory. An activity code says a trade, never a will: the
screens say « pourraient », and one accepts somebody as a *possible* position.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain, islice
from typing import Final

from filieres.calculs.reseau import MaillonLu, Reseau
from filieres.calculs.resultats import Analyse, Constat, Statut
from filieres.metiers import Metier, codes_utiles, metier_du_code, metiers_de, themes_annuaire
from filieres.vivier import Candidat, cadre_autour, chercher_candidats
from filieres.voisinage import distance_km
from socle.typographie import FINE, INSECABLE
from territoires.models import Commune

RAYON: Final = 40
RAYONS: Final = (20, 40, 80)
"""Kilometres from the centre of the territory."""
MONTRES: Final = 6
A_POURVOIR: Final = frozenset({Statut.MANQUANT, Statut.GOULOT, Statut.INCONNU})


@dataclass(frozen=True)
class Suggestion:
    """An actor who could hold a maillon, and why one thinks so."""

    reference: str
    nom: str
    ess: bool | None
    km: int
    commune: str
    motif: str


@dataclass(frozen=True)
class Vivier:
    """Who could hold a maillon around."""

    maillon: str
    rayon: int
    nombre: int = 0
    """Actors whose activity code suits."""
    ess: int = 0
    du_theme: int = 0
    """Actors of the ESS close by their theme only."""
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def phrase(self) -> str:
        """Say it: « 3 acteurs à moins de 40 km pourraient le tenir, dont 2 de l’ESS »."""
        ou = f"à moins de {self.rayon}{INSECABLE}km"
        if self.nombre:
            plusieurs = self.nombre > 1
            qui = f"{self.nombre} acteurs" if plusieurs else "un acteur"
            dont = f", dont {self.ess} de l’ESS" if self.ess and plusieurs else ""
            if self.ess and not plusieurs:
                dont = ", de l’ESS"
            return f"{qui} {ou} pourrai{'en' if plusieurs else ''}t le tenir{dont}"
        if self.du_theme:
            s = "s" if self.du_theme > 1 else ""
            proche = f"{self.du_theme} structure{s} de l’ESS du même thème {ou}"
            return f"aucun acteur de ce métier, mais {proche}"
        return f"aucun acteur de l’annuaire {ou} n’a un métier proche"


def chercher_viviers(
    reseau: Reseau, maillons: Iterable[MaillonLu], *, rayon: int = RAYON, montres: int = MONTRES
) -> dict[str, Vivier]:
    """Return who could hold each of these maillons; nothing without a centre to look around."""
    maillons = list(maillons)
    if reseau.centre is None or not maillons:
        return {}
    metiers = {m.cle: metiers_de(m.type, reseau.theme) for m in maillons}
    candidats = chercher_candidats(
        cadre_autour(reseau.centre, rayon),
        codes_utiles(metier for siens in metiers.values() for metier in siens),
        themes_annuaire(reseau.theme),
    )
    places = [(c, distance_km(reseau.centre, (c.lon, c.lat))) for c in candidats]
    alentours = _Alentours((c, km) for c, km in places if km <= rayon)
    viviers = {
        m.cle: _vivier(reseau, m, metiers[m.cle], alentours, rayon, montres) for m in maillons
    }
    return _nommer_communes(viviers)


Proche = tuple[int, Candidat, float]
"""Rank (ESS first, then the nearest), actor, distance in km."""


class _Alentours:
    """Actors around, sorted once for every maillon: by activity code, the best placed first."""

    def __init__(self, proches: Iterable[tuple[Candidat, float]]) -> None:
        ranges = sorted(proches, key=lambda p: (not p[0].ess, p[1], p[0].nom))
        self.par_code: dict[str, list[Proche]] = defaultdict(list)
        self.du_theme: dict[str, list[Proche]] = defaultdict(list)
        """Those of the ESS who have a theme of the filière."""
        self.par_reference = {}
        for rang, (candidat, km) in enumerate(ranges):
            proche = (rang, candidat, km)
            self.par_reference[candidat.reference] = candidat
            self.par_code[candidat.naf].append(proche)
            if candidat.du_theme and candidat.ess:
                self.du_theme[candidat.naf].append(proche)
        self.ess = {naf: sum(bool(c.ess) for _, c, _ in p) for naf, p in self.par_code.items()}


def _vivier(
    reseau: Reseau,
    maillon: MaillonLu,
    metiers: tuple[Metier, ...],
    alentours: _Alentours,
    rayon: int,
    montres: int,
) -> Vivier:
    trouves = {naf: metier_du_code(naf, metiers) for naf in alentours.par_code if naf}
    du_code = {naf: metier for naf, metier in trouves.items() if metier is not None}
    du_theme = [p for naf, p in alentours.du_theme.items() if naf not in du_code]
    tenants = {p.acteur for p in reseau.positions_par_maillon[maillon.cle] if p.acteur}
    la = [alentours.par_reference[r] for r in tenants if r in alentours.par_reference]
    deja = {c.reference for c in la}
    ordre = chain(merge(*(alentours.par_code[naf] for naf in du_code)), merge(*du_theme))
    premiers = islice((p for p in ordre if p[1].reference not in deja), montres)
    return Vivier(
        maillon=maillon.cle,
        rayon=rayon,
        nombre=sum(len(alentours.par_code[naf]) for naf in du_code)
        - sum(c.naf in du_code for c in la),
        ess=sum(alentours.ess[naf] for naf in du_code)
        - sum(bool(c.ess) for c in la if c.naf in du_code),
        du_theme=sum(map(len, du_theme))
        - sum(bool(c.du_theme and c.ess) for c in la if c.naf not in du_code),
        suggestions=tuple(
            Suggestion(
                c.reference, c.nom, c.ess, round(km), c.commune, _dire_motif(du_code.get(c.naf))
            )
            for _, c, km in premiers
        ),
    )


def _dire_motif(metier: Metier | None) -> str:
    if metier is None:
        return "ESS, même thème"
    return f"{metier.libelle[0].upper()}{metier.libelle[1:]} (NAF {metier.code})"


def _nommer_communes(viviers: dict[str, Vivier]) -> dict[str, Vivier]:
    """Put the names of the communes of those shown: one query for all."""
    codes = {s.commune for v in viviers.values() for s in v.suggestions if s.commune}
    noms = dict(Commune.objects.filter(pk__in=codes).order_by().values_list("pk", "nom"))
    return {
        cle: replace(
            v, suggestions=tuple(replace(s, commune=noms.get(s.commune, "")) for s in v.suggestions)
        )
        for cle, v in viviers.items()
    }


def a_pourvoir(reseau: Reseau, analyse: Analyse) -> list[MaillonLu]:
    """Return the maillons somebody more is wanted at: missing, unknown, bottleneck, subcontracted."""
    return [
        m
        for m in reseau.en_ordre
        if analyse.maillons[m.cle].statut in A_POURVOIR or m.statut_declare == "sous-traite"
    ]


def completer_constats(
    constats: Iterable[Constat], viviers: Mapping[str, Vivier]
) -> tuple[Constat, ...]:
    """Add to what lacks who could help around."""
    return tuple(_completer(c, viviers.get(c.maillon)) for c in constats)


def _completer(constat: Constat, vivier: Vivier | None) -> Constat:
    if vivier is None or constat.code not in {"manquant", "inconnu", "sous-traite"}:
        return constat
    phrase = constat.phrase.removesuffix(".")
    lien = f"{FINE}; " if FINE not in phrase else ". Autour, "
    suite = vivier.phrase
    return replace(constat, phrase=f"{phrase}{lien}{suite}.")
