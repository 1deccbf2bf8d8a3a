"""Coverage: for each maillon, who is there in our territory and around it.

A cell counts the published actors of the territory whose activity code suits the kind of maillon, and
those the filière already places there. « Which neighbours have what we lack » is then a line of
the table: nobody placed at home, somebody around.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Min

from filieres.calculs.reseau import MaillonLu, Reseau
from filieres.metiers import Metier, codes_utiles, metier_du_code, metiers_de
from filieres.vivier import chercher_candidats
from filieres.voisinage import trouver_voisins
from socle.typographie import FINE
from territoires.models import Commune, Territoire, TerritoireCommune


@dataclass(frozen=True)
class Case:
    """One maillon in one territory."""

    territoire: str
    places: tuple[str, ...] = ()
    """Actors the filière places there today."""
    possibles: int = 0
    """Actors of the directory there with a trade that suits."""
    ess: int = 0


@dataclass(frozen=True)
class LigneCouverture:
    """One maillon across the territories, ours first."""

    maillon: MaillonLu
    cases: tuple[Case, ...]
    manque: bool
    """Nobody is placed at this maillon in our territory."""
    recours: tuple[str, ...] = ()
    """Neighbours that have what we lack, those with most first."""

    @property
    def phrase(self) -> str:
        """Say who could help, when we lack it."""
        if not self.manque:
            return ""
        chez_nous = self.cases[0]
        debut = "Personne ici"
        if chez_nous.possibles:
            n = chez_nous.possibles
            debut = f"Personne de placé ici, mais {n} acteur{'s' if n > 1 else ''} du métier"
        if not self.recours:
            return f"{debut}{FINE}; rien non plus chez les voisins."
        return f"{debut}{FINE}; voir chez {', '.join(self.recours[:3])}."


@dataclass(frozen=True)
class Couverture:
    """The table."""

    territoires: tuple[Territoire, ...]
    lignes: tuple[LigneCouverture, ...]


def dresser_couverture(territoire: Territoire, reseau: Reseau) -> Couverture:
    """Return the table of the filière's maillons in its territory and around."""
    territoires = (territoire, *trouver_voisins(territoire))
    communes: dict[str, set[int]] = {}
    liens = TerritoireCommune.objects.filter(territoire__in=territoires).order_by()
    for code, pk in liens.values_list("commune_id", "territoire_id"):
        communes.setdefault(code, set()).add(pk)
    metiers = {
        genre: metiers_de(genre, reseau.theme) for genre in {m.type for m in reseau.maillons}
    }
    comptes = _compter(territoires, communes, metiers)
    lignes = []
    for maillon in reseau.en_ordre:
        places: dict[int, list[str]] = {t.pk: [] for t in territoires}
        for position in reseau.actuelles(maillon.cle):
            for pk in communes.get(position.code_commune, ()):
                places[pk].append(position.nom)
        cases = tuple(
            Case(
                territoire=t.nom,
                places=tuple(places[t.pk]),
                possibles=comptes[t.pk, maillon.type, False],
                ess=comptes[t.pk, maillon.type, True],
            )
            for t in territoires
        )
        lignes.append(_ligne(maillon, cases, territoires[1:]))
    return Couverture(territoires, tuple(lignes))


def _compter(
    territoires: tuple[Territoire, ...],
    communes: dict[str, set[int]],
    metiers: dict[str, tuple[Metier, ...]],
) -> Counter[tuple[int, str, bool]]:
    """Count the actors by territory and kind of maillon: all of them (False), of the ESS (True)."""
    comptes: Counter[tuple[int, str, bool]] = Counter()
    cadre = _cadre(territoires)
    if cadre is None:
        return comptes
    codes = codes_utiles(metier for siens in metiers.values() for metier in siens)
    genres: dict[str, list[str]] = {}
    for candidat in chercher_candidats(cadre, codes):
        ici = communes.get(candidat.commune)
        if not ici:
            continue
        naf = candidat.naf
        if naf not in genres:
            genres[naf] = [g for g, siens in metiers.items() if metier_du_code(naf, siens)]
        for genre in genres[naf]:
            for pk in ici:
                comptes[pk, genre, False] += 1
                comptes[pk, genre, True] += bool(candidat.ess)
    return comptes


def _ligne(
    maillon: MaillonLu, cases: tuple[Case, ...], voisins: Iterable[Territoire]
) -> LigneCouverture:
    manque = not cases[0].places
    recours = [
        (case, voisin.nom)
        for case, voisin in zip(cases[1:], voisins, strict=True)
        if case.places or case.possibles
    ]
    recours.sort(key=lambda r: (-len(r[0].places), -r[0].ess, -r[0].possibles))
    return LigneCouverture(maillon, cases, manque, tuple(nom for _, nom in recours))


def _cadre(territoires: Iterable[Territoire]) -> tuple[float, float, float, float] | None:
    """Return the frame of the communes of the territories; actors a little outside are few."""
    bords = Commune.objects.filter(liens__territoire__in=list(territoires)).aggregate(
        o=Min("lon"), s=Min("lat"), e=Max("lon"), n=Max("lat")
    )
    if bords["o"] is None:
        return None
    marge = 0.1
    return bords["o"] - marge, bords["s"] - marge, bords["e"] + marge, bords["n"] + marge
