"""The published catalogue in memory: one bit per platform, so that facets are counted at once.

Counting eight facets of five thousand entries in SQL costs eight grouped joins per page. Here
each value of a facet is an integer whose bit ``i`` says that platform ``i`` has it: a filter is
an « and », a count is a number of bits. What is kept is thrown away as soon as the database
says that something changed (``_empreinte``: one query): no signal to forget, no delay, and
several processes stay right without talking to one another.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from plateformes.models import PUBLIQUES, Besoin, Plateforme, UsageTerritoire
from plateformes.vitrine.mots import raciner, voisins
from socle.texte import normaliser

COLONNES = ("pk", "code", "nom", "cherche", "nature", "modele", "national", "libre")
LISTES = {
    "theme": "thematiques",
    "fonction": "fonctions",
    "public": "publics",
    "alternative": "alternatives",
}
"""Facets read from lists: name in addresses → field of the entry."""


@dataclass
class Index:
    """Everything needed to filter, count and rank; positions follow the names."""

    pks: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    facettes: dict[str, dict[str, int]] = field(default_factory=dict)
    """Facet → value → bits."""
    racines: dict[str, int] = field(default_factory=dict)
    """Root of a word → bits of the platforms that say it."""
    titres: dict[str, int] = field(default_factory=dict)
    """The same, for words of names and needs only: they weigh more."""
    couverture: dict[int, int] = field(default_factory=dict)
    """Territory → bits of the platforms that cover it, by name."""
    usages: dict[int, int] = field(default_factory=dict)
    """Territory → bits of the platforms used there."""

    @cached_property
    def tous(self) -> int:
        """Bits of every platform."""
        return (1 << len(self.pks)) - 1

    @cached_property
    def rangs(self) -> dict[int, int]:
        """Primary key → position."""
        return {pk: rang for rang, pk in enumerate(self.pks)}

    def positions(self, bits: int) -> list[int]:
        """Positions of the platforms of a set, in order."""
        # The binary text is read once: shifting a 5,000-bit integer bit by bit is quadratic.
        texte = f"{bits:b}"[::-1]
        resultat, rang = [], texte.find("1")
        while rang >= 0:
            resultat.append(rang)
            rang = texte.find("1", rang + 1)
        return resultat

    def qui_disent(self, mot: str) -> tuple[int, int, int]:
        """Return the sets for one word of a need: in name or needs, anywhere, and by kin words."""
        racine = raciner(mot)
        fort = self._commencant(self.titres, racine)
        exact = self._commencant(self.racines, racine)
        proche = 0
        for autre in voisins().get(racine, ()):
            proche |= self.racines.get(autre, 0)
        return fort, exact, proche | exact

    @staticmethod
    def _commencant(mots: dict[str, int], racine: str) -> int:
        """Words that start like this one: a search made while one types finds already."""
        if len(racine) < 3:  # noqa: PLR2004  two letters would start half of the words
            return mots.get(racine, 0)
        bits = 0
        for mot, ceux in mots.items():
            if mot.startswith(racine):
                bits |= ceux
        return bits


_tenu: list[tuple[Any, Index]] = []


def lire_index() -> Index:
    """Return the index of what is published now."""
    empreinte = _empreinte()
    if not _tenu or _tenu[0][0] != empreinte:
        _tenu[:] = [(empreinte, _construire())]
    return _tenu[0][1]


def _empreinte() -> tuple[Any, ...]:
    """Return what changes whenever the published catalogue does; one query.

    Links of a list are added and removed, never changed: their number and last key tell.
    Entries and uses are stamped by each save.
    """
    publiees = ", ".join(f"'{statut}'" for statut in PUBLIQUES)
    questions = [
        ("MAX(modifie_le)", Plateforme, ""),
        ("SUM(version)", Plateforme, ""),
        ("COUNT(*)", Plateforme, f" WHERE statut IN ({publiees})"),
        ("SUM(id)", Plateforme, f" WHERE statut IN ({publiees})"),
        ("COUNT(*)", UsageTerritoire, ""),
        ("MAX(id)", UsageTerritoire, ""),
        ("MAX(modifie_le)", UsageTerritoire, ""),
    ]
    for liens in _liens():
        questions += [("COUNT(*)", liens, ""), ("MAX(id)", liens, "")]
    valeurs = [
        f"(SELECT {quoi} FROM {connection.ops.quote_name(modele._meta.db_table)}{ou})"  # noqa: S608  our words only
        for quoi, modele, ou in questions
    ]
    with connection.cursor() as curseur:
        curseur.execute("SELECT " + ", ".join(valeurs))
        return (connection.settings_dict["NAME"], *curseur.fetchone())


def _liens() -> list[Any]:
    champs = (*LISTES.values(), "territoires")
    return [getattr(Plateforme, champ).through for champ in champs]


def _construire() -> Index:
    """Read the published catalogue."""
    index = Index()
    valeurs: defaultdict[str, defaultdict[Any, int]] = defaultdict(lambda: defaultdict(int))
    racines: defaultdict[str, set[int]] = defaultdict(set)
    titres: defaultdict[str, set[int]] = defaultdict(set)
    lues = Plateforme.objects.publiees().order_by("nom_normalise", "pk")
    besoins: defaultdict[int, list[str]] = defaultdict(list)
    for pk, texte in Besoin.objects.values_list("plateforme", "texte"):
        besoins[pk].append(texte)
    for rang, ligne in enumerate(lues.values(*COLONNES).iterator(chunk_size=2000)):
        bit = 1 << rang
        index.pks.append(ligne["pk"])
        index.codes.append(ligne["code"])
        valeurs["nature"][ligne["nature"]] |= bit
        valeurs["modele"][ligne["modele"]] |= bit
        valeurs["national"]["oui" if ligne["national"] else "non"] |= bit
        if ligne["libre"]:
            valeurs["libre"]["oui"] |= bit
        for mot in {*ligne["cherche"].split()}:  # normalised when it was saved
            racines[raciner(mot)].add(rang)
        fort = f"{ligne['nom']} {' '.join(besoins[ligne['pk']])}"
        for mot in {*normaliser(fort).split()}:
            titres[raciner(mot)].add(rang)
            racines[raciner(mot)].add(rang)
    for facette, champ in LISTES.items():
        for code, bits in _lire_liens(champ, index.rangs, nommer=True).items():
            valeurs[facette][code] |= bits
    index.couverture = _lire_liens("territoires", index.rangs)
    usages: defaultdict[int, int] = defaultdict(int)
    for pk, territoire in UsageTerritoire.objects.publics().values_list("plateforme", "territoire"):
        if pk in index.rangs:
            usages[territoire] |= 1 << index.rangs[pk]
    index.usages = dict(usages)
    index.facettes = {facette: dict(v) for facette, v in valeurs.items()}
    index.facettes.get("modele", {}).pop("", None)
    octets = len(index.pks) // 8 + 1
    index.racines = {mot: _reunir(rangs, octets) for mot, rangs in racines.items()}
    index.titres = {mot: _reunir(rangs, octets) for mot, rangs in titres.items()}
    return index


def _reunir(rangs: Iterable[int], octets: int) -> int:
    """Return the bits of positions; adding them one by one to a long integer copies it each time."""
    tampon = bytearray(octets)
    for rang in rangs:
        tampon[rang >> 3] |= 1 << (rang & 7)
    return int.from_bytes(tampon, "little")


def _lire_liens(champ: str, rangs: dict[int, int], *, nommer: bool = False) -> dict[Any, int]:
    """Return value → bits for a list; ``nommer`` gives codes instead of keys."""
    lien = getattr(Plateforme, champ).through
    autre = getattr(Plateforme, champ).field.m2m_reverse_field_name()
    places: defaultdict[Any, list[int]] = defaultdict(list)
    valeur = f"{autre}__code" if nommer else autre
    for pk, cle in lien.objects.values_list("plateforme", valeur):
        if pk in rangs:
            places[cle].append(rangs[pk])
    octets = len(rangs) // 8 + 1
    return {cle: _reunir(siens, octets) for cle, siens in places.items()}
