"""From a filière and its analysis to the scene of its diagram: maillons and who stands there."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from filieres.calculs.reseau import MaillonLu, PositionLue, Reseau
from filieres.calculs.resultats import STATUTS_DITS, Analyse, MaillonAnalyse, PartEss, Statut
from filieres.dessins.rubans import composer_rives, composer_rubans
from filieres.dessins.scene import Adresse, Boite, Jauge, Rang, Scene, dire
from socle.formes import INCONNUE, LIBELLES
from socle.typographie import ecrire_nombre

NOMMES_MAX: Final = 4
"""Actors named in a box; beyond, the first ones and a count."""
FAMILLES_AU_DELA: Final = 9
"""Beyond this many actors a box counts them by family."""

_DECLARES: Final = {
    "couvert": Statut.COUVERT,
    "sous-traite": Statut.COUVERT,
    "manquant": Statut.MANQUANT,
}


def composer(reseau: Reseau, analyse: Analyse, *, adresse: Adresse | None = None) -> Scene:
    """Return what the diagram of ``reseau`` shows."""
    adresse = adresse or (lambda _nature, _cle: "")
    rangs = {c.cle: i for i, c in enumerate(reseau.chaines)}
    noms = {c.cle: c.nom for c in reseau.chaines}
    plusieurs = len(reseau.chaines) > 1
    partages = _acteurs_partages(reseau) if plusieurs else {}
    boites = tuple(
        _boite(
            reseau,
            m,
            analyse.maillons.get(m.cle),
            bande=rangs.get(m.chaine, 0),
            chaine=noms.get(m.chaine, "") if plusieurs else "",
            marques={identite: numero for identite, (numero, *_) in partages.items()},
            adresse=adresse,
        )
        for m in reseau.en_ordre
    )
    rubans, unite, echelle = composer_rubans(reseau, analyse, adresse)
    return Scene(
        nom=reseau.nom,
        boites=boites,
        rives=tuple(composer_rives(reseau, analyse, rangs, rubans, adresse)),
        rubans=rubans,
        bandes=tuple(c.nom for c in reseau.chaines) if plusieurs else (),
        partages=tuple((n, nom, chaines) for n, nom, chaines in partages.values()),
        unite=unite,
        echelle=echelle,
        constats=tuple(c.phrase for c in analyse.constats),
    )


def _boite(
    reseau: Reseau,
    maillon: MaillonLu,
    lu: MaillonAnalyse | None,
    *,
    bande: int,
    chaine: str,
    marques: dict[str, int],
    adresse: Adresse,
) -> Boite:
    actuelles = reseau.actuelles(maillon.cle)
    potentielles = reseau.potentielles(maillon.cle)
    statut = lu.statut if lu else Statut.INCONNU
    pourquoi = lu.pourquoi if lu else ""
    if reseau.exemple:  # a documented one stands as its source says, nothing is deduced
        statut, pourquoi = _DECLARES.get(maillon.statut_declare, Statut.INCONNU), ""
    return Boite(
        cle=maillon.cle,
        intitule=maillon.intitule,
        chaine=chaine,
        bande=bande,
        statut=statut,
        statut_dit=_dire_statut(maillon, statut),
        pourquoi=pourquoi,
        jauge=_jauge(lu),
        ess=_dire_ess(lu.part_ess) if lu and actuelles else "",
        part_ess=float(lu.part_ess.part) if lu and lu.part_ess.part is not None else None,
        rangs=_qui(actuelles, potentielles, marques),
        acteurs=len(actuelles),
        potentiels=len(potentielles),
        besoins=tuple(b.texte for b in maillon.besoins if not b.couvert),
        adresse=adresse("maillon", maillon.cle),
        colonne=maillon.colonne,
        ligne=maillon.ligne,
        note=maillon.note,
    )


def _dire_statut(maillon: MaillonLu, statut: Statut) -> str:
    """Return the status in words; what people declare says more when nothing contradicts it."""
    declares = {"sous-traite": "Sous-traité", "a-venir": "À venir"}
    if statut in {Statut.COUVERT, Statut.INCONNU, Statut.FRAGILE}:
        return declares.get(maillon.statut_declare, STATUTS_DITS[statut])
    return STATUTS_DITS[statut]


def _jauge(lu: MaillonAnalyse | None) -> Jauge | None:
    if lu is None or (lu.entrant is None and not lu.capacite):
        return None
    entrant = lu.entrant
    if entrant is None:
        phrase = f"Peut traiter {dire(lu.capacite, lu.unite)}"
        return Jauge(None, float(lu.capacite or 0), phrase)
    if lu.capacite == 0:
        phrase = f"{dire(entrant.centre, entrant.unite)} arrivent, rien pour les traiter"
        return Jauge(float(entrant.centre), 0.0, phrase)
    if lu.capacite is None:
        phrase = f"{dire(entrant.centre, entrant.unite)} arrivent, capacité inconnue"
        return Jauge(float(entrant.centre), None, phrase)
    if lu.taux is None:
        phrase = f"{dire(entrant.centre, entrant.unite)} arrivent, capacité en {lu.unite}"
        return Jauge(float(entrant.centre), None, phrase)
    unite = lu.unite or entrant.unite
    phrase = (
        f"{dire(entrant.centre)} sur {dire(lu.capacite, unite)} "
        f"({ecrire_nombre(round(float(lu.taux) * 100))}\u00a0%)"
    )
    return Jauge(float(lu.taux) * float(lu.capacite), float(lu.capacite), phrase)


def _dire_ess(part: PartEss) -> str:
    total = part.ess + part.hors + part.inconnus
    if not total or part.inconnus == total:
        return ""
    suite = f", {part.inconnus} à préciser" if part.inconnus else ""
    return f"ESS\u00a0: {part.ess} sur {total}{suite}"


def _qui(
    actuelles: Iterable[PositionLue], potentielles: Iterable[PositionLue], marques: dict[str, int]
) -> tuple[Rang, ...]:
    """Return the lines about actors: names while they are few, families when they are many."""
    actuelles, potentielles = list(actuelles), list(potentielles)
    if len(actuelles) >= FAMILLES_AU_DELA and any(p.forme != INCONNUE for p in actuelles):
        rangs = _par_famille(actuelles)
    else:
        reste = len(actuelles) - NOMMES_MAX
        nommes = actuelles if reste <= 1 else actuelles[:NOMMES_MAX]
        rangs = [_rang(p, marques) for p in nommes]
        if reste > 1:
            rangs.append(Rang(f"et {reste} autres"))
    if len(potentielles) == 1:
        rangs.append(_rang(potentielles[0], marques))
    elif potentielles:
        rangs.append(Rang(f"{len(potentielles)} pourraient le tenir", potentiel=True))
    return tuple(rangs)


def _rang(position: PositionLue, marques: dict[str, int]) -> Rang:
    suite = " (pourrait)" if position.potentielle else ""
    return Rang(
        position.nom + suite,
        position.forme,
        position.potentielle,
        marques.get(position.identite),
    )


def _par_famille(positions: list[PositionLue]) -> list[Rang]:
    comptes = Counter(p.forme for p in positions).most_common()
    tetes = comptes if len(comptes) <= NOMMES_MAX else comptes[: NOMMES_MAX - 1]
    rangs = [Rang(f"{nombre}\u00a0×\u00a0{_famille(code)}", code) for code, nombre in tetes]
    reste = len(positions) - sum(nombre for _, nombre in tetes)
    if reste:
        rangs.append(Rang(f"et {reste} autres"))
    return rangs


def _famille(code: str) -> str:
    """Return a short name of a family."""
    courts = {
        "collectivite": "collectivité",
        "structure-insertion": "insertion",
        "societe-commerciale-ess": "société de l’ESS",
        "entreprise-classique": "entreprise",
        "recherche-enseignement": "recherche",
        "collectif-citoyen": "collectif",
        "groupement": "groupement",
        INCONNUE: "type inconnu",
    }
    return courts.get(code, LIBELLES.get(code, code).lower())


def _acteurs_partages(reseau: Reseau) -> dict[str, tuple[int, str, tuple[str, ...]]]:
    """Return actors that stand in several chains: number, name, chains."""
    noms = {c.cle: c.nom for c in reseau.chaines}
    ou: dict[str, dict[str, None]] = defaultdict(dict)
    nom_de: dict[str, str] = {}
    for maillon in reseau.en_ordre:
        for position in reseau.positions_par_maillon[maillon.cle]:
            ou[position.identite][noms.get(maillon.chaine, "")] = None
            nom_de[position.identite] = position.nom
    communs = [identite for identite, chaines in ou.items() if len(chaines) > 1]
    return {
        identite: (numero, nom_de[identite], tuple(ou[identite]))
        for numero, identite in enumerate(communs, 1)
    }
