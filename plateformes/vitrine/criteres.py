"""What is asked of the catalogue, and the answer: entries in order, counts of every facet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from acteurs.criteres import choisir_territoire
from acteurs.models import Thematique
from plateformes.models import Fonction, Plateforme, Public, ServiceCapitalistique
from plateformes.services.vocabulaire import suivre_codes
from plateformes.vitrine.index import Index
from plateformes.vitrine.mots import lire_besoin
from plateformes.vitrine.tenue_index import lire_index
from territoires.models import Territoire, TerritoireCommune

FACETTES = {
    "theme": "Thème",
    "fonction": "Fonction",
    "public": "Public",
    "nature": "Nature",
    "modele": "Modèle",
    "national": "Territoire couvert",
    "libre": "Logiciel",
    "alternative": "Autre chemin que",
}
"""Facet in addresses → its title, in the order of the page."""
VOCABULAIRES: dict[str, Any] = {
    "theme": (Thematique, "libelle"),
    "fonction": (Fonction, "nom"),
    "public": (Public, "nom"),
    "alternative": (ServiceCapitalistique, "nom"),
}
FIXES = {
    "nature": dict(Plateforme.Nature.choices),
    "modele": dict(Plateforme.Modele.choices),
    "national": {"oui": "Partout en France", "non": "Certains territoires"},
    "libre": {"oui": "Logiciel libre"},
}
COMPARABLES_MAX = 4
POIDS_FORT, POIDS_DIT, POIDS_PROCHE = 6, 3, 2
"""Weight of a word found in the name or the needs, elsewhere, or through a word of its family."""


@dataclass(frozen=True)
class Criteres:
    """The state of the list, as written in its address."""

    q: str = ""
    choix: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet → chosen values: one of them is enough; every facet must agree."""
    territoire: str = ""
    """« nature:code »: platforms that may be used there."""
    retenues: tuple[str, ...] = ()
    """Codes set aside to be compared."""

    @classmethod
    def lire(cls, parametres: QueryDict) -> "Criteres":
        """Read an address; what is unknown is left out."""
        q = parametres.get("q", "").replace("\x00", "")[:120].strip()
        choix = {
            facette: tuple(
                dict.fromkeys(v[:60].replace("\x00", "") for v in parametres.getlist(facette) if v)
            )
            for facette in FACETTES
            if parametres.get(facette)
        }
        retenues = tuple(dict.fromkeys(c[:60] for c in parametres.getlist("p") if c))
        territoire = parametres.get("territoire", "")[:30].replace("\x00", "")
        return cls(q, choix, territoire, retenues[:COMPARABLES_MAX])

    @property
    def vide(self) -> bool:
        """Whether nothing narrows the list."""
        return not (self.q or self.choix or self.territoire)

    def adresse(self, **autres: Any) -> str:
        """Return the query string of this state, with some fields replaced."""
        etat = replace(self, **autres)
        couples = [("q", etat.q), ("territoire", etat.territoire)]
        couples += [(f, v) for f in FACETTES for v in etat.choix.get(f, ())]
        couples += [("p", code) for code in etat.retenues]
        return urlencode([(cle, valeur) for cle, valeur in couples if valeur])

    def sans(self, facette: str, valeur: str) -> str:
        """Return the query string without one chosen value."""
        reste = tuple(v for v in self.choix.get(facette, ()) if v != valeur)
        choix = {**self.choix, facette: reste}
        return self.adresse(choix={f: v for f, v in choix.items() if v})


@dataclass(frozen=True)
class Valeur:
    """A value offered by a facet."""

    code: str
    libelle: str
    nombre: int
    choisie: bool


@dataclass(frozen=True)
class Facette:
    """A facet and its values, the most frequent first."""

    cle: str
    titre: str
    valeurs: list[Valeur]

    @property
    def choisies(self) -> int:
        """How many values are chosen."""
        return sum(v.choisie for v in self.valeurs)


class Reponse:
    """What the catalogue answers to criteria."""

    def __init__(self, criteres: Criteres) -> None:
        self.index: Index = lire_index()
        self.criteres = criteres = suivre_criteres(criteres, self.index)
        self.mots = lire_besoin(criteres.q)
        self._choisis = {
            facette: self._union(facette, valeurs) for facette, valeurs in criteres.choix.items()
        }

    def _union(self, facette: str, valeurs: Iterable[str]) -> int:
        connues = self.index.facettes.get(facette, {})
        bits = 0
        for valeur in valeurs:
            bits |= connues.get(valeur, 0)
        return bits

    @cached_property
    def lieu(self) -> Territoire | None:
        """The territory asked for."""
        return choisir_territoire(self.criteres.territoire)

    @cached_property
    def _du_lieu(self) -> int:
        """Platforms that may be used in the territory asked for: everywhere, or there."""
        if self.lieu is None:
            return 0 if self.criteres.territoire else self.index.tous
        return utilisables(self.index, self.lieu)

    @cached_property
    def _du_besoin(self) -> tuple[int, bool]:
        """Platforms that answer the need; True when each says only some of its words."""
        if not self.mots:
            return self.index.tous, False
        par_mot = [self.index.qui_disent(mot) for mot in self.mots]
        # The words themselves first, else words of the same family.
        for quoi in (1, 2):
            tous = self.index.tous
            for sens in par_mot:
                tous &= sens[quoi]
            if tous:
                return tous, False
        if len(self.mots) == 1:
            return 0, False
        # Half of the words at least; the rest is said to be near, and ranked.
        il_faut = (len(self.mots) + 1) // 2
        seuils = [0] * (len(self.mots) + 1)
        seuils[0] = self.index.tous
        for _, _, proche in par_mot:
            for n in range(len(self.mots), 0, -1):
                seuils[n] |= seuils[n - 1] & proche
        return seuils[il_faut], True

    @cached_property
    def bits(self) -> int:
        """Platforms of the list."""
        return self._avec(None)

    @property
    def approchee(self) -> bool:
        """Whether no platform says every word of the need."""
        return self._du_besoin[1] and bool(self.bits)

    def _avec(self, sauf: str | None) -> int:
        bits = self._du_besoin[0] & self._du_lieu
        for facette, choisis in self._choisis.items():
            if facette != sauf:
                bits &= choisis
        return bits

    @cached_property
    def nombre(self) -> int:
        """How many platforms."""
        return self.bits.bit_count()

    @cached_property
    def positions(self) -> list[int]:
        """Positions in the index, the best answers to the need first, then by name."""
        trouvees = self.index.positions(self.bits)
        if not self.mots:
            return trouvees
        notes = dict.fromkeys(trouvees, 0.0)
        for mot in self.mots:
            fort, dit, proche = self.index.qui_disent(mot)
            rarete = 1 + 1 / (1 + (proche & self.bits).bit_count())
            for poids, ceux in (
                (POIDS_FORT, fort),
                (POIDS_DIT, dit & ~fort),
                (POIDS_PROCHE, proche & ~dit & ~fort),
            ):
                for rang in self.index.positions(ceux & self.bits):
                    notes[rang] += poids * rarete
        ordre = self.index.ordre
        return sorted(trouvees, key=lambda place: (-notes[place], ordre[place]))

    @cached_property
    def facettes(self) -> list[Facette]:
        """Every facet, its counts under what the *other* facets ask."""
        return [
            Facette(cle, titre, valeurs)
            for cle, titre in FACETTES.items()
            if (valeurs := self._valeurs(cle))
        ]

    def _valeurs(self, facette: str) -> list[Valeur]:
        sous = self._avec(facette)
        choisies = self.criteres.choix.get(facette, ())
        valeurs = [
            Valeur(code, libelle, nombre, code in choisies)
            for code, libelle in self.libelles[facette].items()
            if (nombre := (self.index.facettes.get(facette, {}).get(code, 0) & sous).bit_count())
            or code in choisies
        ]
        if facette in FIXES:
            return valeurs
        return sorted(valeurs, key=lambda v: (-v.nombre, v.libelle))

    @cached_property
    def libelles(self) -> dict[str, dict[str, str]]:
        """Label of every value of every facet; one query per vocabulary."""
        lus = {
            facette: dict(modele.objects.values_list("code", champ))
            for facette, (modele, champ) in VOCABULAIRES.items()
        }
        return {**FIXES, **lus}

    @property
    def actifs(self) -> list[tuple[str, str]]:
        """Active filters: label, and the query string without it."""
        criteres = self.criteres
        puces = [(f"«\u00a0{criteres.q}\u00a0»", criteres.adresse(q=""))] if criteres.q else []
        if criteres.territoire:
            nom = self.lieu.nom if self.lieu else "Territoire inconnu"
            puces.append((nom, criteres.adresse(territoire="")))
        for facette, valeurs in criteres.choix.items():
            for valeur in valeurs:
                dit = self.libelles[facette].get(valeur, valeur)
                puces.append((dit, criteres.sans(facette, valeur)))
        return puces


def suivre_criteres(criteres: Criteres, index: Index) -> Criteres:
    """Return criteria where words joined to others are these: addresses kept go on answering."""
    inconnus = {
        facette: [v for v in valeurs if v not in index.facettes.get(facette, {})]
        for facette, valeurs in criteres.choix.items()
        if facette in VOCABULAIRES
    }
    suivis = suivre_codes({f: codes for f, codes in inconnus.items() if codes})
    if not suivis:
        return criteres
    return replace(
        criteres,
        choix={
            facette: tuple(dict.fromkeys(suivis.get((facette, v), v) for v in valeurs))
            for facette, valeurs in criteres.choix.items()
        },
    )


def utilisables(index: Index, territoire: Territoire) -> int:
    """Bits of the platforms that may be used in a territory.

    Those made for the whole country, and those that cover, or are used in, a territory that
    shares a commune with it.
    """
    bits = index.facettes.get("national", {}).get("oui", 0)
    dits = {*index.couverture, *index.usages}
    if dits:
        communes = TerritoireCommune.objects.filter(territoire=territoire).values("commune")
        voisins = (
            TerritoireCommune.objects.filter(territoire__in=dits, commune__in=communes)
            .values_list("territoire", flat=True)
            .distinct()
        )
        for pk in voisins:
            bits |= index.couverture.get(pk, 0) | index.usages.get(pk, 0)
    return bits
