"""Mass balance of each maillon, and everything the figures cannot say together.

**In**: flows that arrive, and gisements that enter there without a flow to say so (what is
available of them). **Out**: flows that leave, for another maillon or for outside. Totals are the
sums of their parts, ranges included (low ends with low ends). **Expected out** = in × yield.

Quantities of different kinds are never added: the balance is made in the kind of the capacity,
else in tonnes, else in the kind most flows share, and the others are told. Nothing is told twice
and nothing is hidden: an incoherence is either an error (figures contradict each other, even at
the kindest ends of their ranges) or a lack (a figure is missing, or cannot be compared).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from filieres.calculs.mesures import ABSENT, Mesures, additionner
from filieres.calculs.mots import dire_liste, dire_part, dire_plage, dire_quantite
from filieres.calculs.reseau import FluxLu, GisementLu, MaillonLu
from filieres.calculs.resultats import Gravite, Incoherence, Plage
from filieres.calculs.unites import MASSE, dire_unite, lire_unite
from socle.typographie import INSECABLE, accorder

TOLERANCE = Fraction(1, 100)
"""Differences up to 1 % are roundings."""
ANS_ECART = 2
"""Years apart from which figures are said to be of different times."""


@dataclass(frozen=True)
class BilanMaillon:
    """In, out and capacity of a maillon, in one unit."""

    cle: str
    unite: str
    entrant: Plage | None
    sortant: Plage | None
    capacite: Fraction | None
    partielle: bool
    entrant_partiel: bool
    """A flow that arrives has no known volume: ``entrant`` is a floor."""
    autres: tuple[Plage, ...] = ()
    """What comes in or goes out in other units, and is not counted."""
    capacite_a_part: bool = False
    """The capacity is in a unit that nothing here can be compared with."""

    @property
    def taux(self) -> Fraction | None:
        """In ÷ capacity."""
        if self.entrant is None or not self.capacite:
            return None
        return self.entrant.centre / self.capacite


def dresser(mesures: Mesures) -> dict[str, BilanMaillon]:
    """Return the balance of every maillon."""
    return {m.cle: _bilan(mesures, m) for m in mesures.reseau.maillons}


def _bilan(mesures: Mesures, maillon: MaillonLu) -> BilanMaillon:
    reseau = mesures.reseau
    arrivees = [mesures.flux[f.cle] for f in reseau.entrants[maillon.cle]]
    arrivees += [mesures.gisements[g.cle] for g in reseau.gisements_directs[maillon.cle]]
    departs = [mesures.flux[f.cle] for f in reseau.sortants[maillon.cle]]
    capacite = mesures.capacites[maillon.cle]
    compte = Counter(m.unite for m in (*arrivees, *departs) if m)
    unite = _unite_du_bilan(compte, {m.unite for m in arrivees if m}, capacite.unite)
    entrees = additionner(m for m in arrivees if m)
    sorties = additionner(m for m in departs if m)
    comparable = not capacite.unite or capacite.unite == unite
    return BilanMaillon(
        cle=maillon.cle,
        unite=unite,
        entrant=entrees.pop(unite, None),
        sortant=sorties.pop(unite, None),
        capacite=capacite.valeur if comparable else None,
        partielle=capacite.partielle,
        entrant_partiel=any(m is None for m in arrivees),
        autres=tuple(additionner([*entrees.values(), *sorties.values()]).values()),
        capacite_a_part=not comparable,
    )


def _unite_du_bilan(compte: Counter[str], arrivees: set[str], capacite: str) -> str:
    """Return the unit to compare in: the capacity's when something comes so, else tonnes…"""
    if not compte:
        return capacite
    tonnes = dire_unite(MASSE)
    return max(
        compte,
        key=lambda u: (u == capacite, u in arrivees, u == tonnes, compte[u], u),
    )


def chercher_incoherences(
    mesures: Mesures, bilans: Mapping[str, BilanMaillon]
) -> tuple[Incoherence, ...]:
    """Return every incoherence, errors first, then in the order of the chain."""
    trouvees: list[Incoherence] = []
    for maillon in mesures.reseau.en_ordre:
        trouvees += _du_maillon(mesures, maillon, bilans[maillon.cle])
    for gisement in mesures.reseau.gisements:
        trouvees += _du_gisement(mesures, gisement)
    for flux in mesures.reseau.flux:
        trouvees += _de_la_ligne(mesures, flux, "flux", dire_flux(mesures, flux))
    trouvees += _des_acteurs(mesures)
    trouvees += _des_annees(mesures)
    return tuple(sorted(trouvees, key=lambda i: i.gravite != Gravite.ERREUR))


def dire_flux(mesures: Mesures, flux: FluxLu) -> str:
    """Name a flow: « Le flux « laine » de Collecte vers Tri »."""
    reseau = mesures.reseau
    if flux.depart is not None and flux.depart in reseau.par_cle:
        depart = reseau.par_cle[flux.depart].intitule
    else:
        depart = next((g.ressource for g in reseau.gisements if g.cle == flux.gisement), "?")
    arrivee = (
        f"vers {reseau.par_cle[flux.arrivee].intitule}"
        if flux.arrivee is not None and flux.arrivee in reseau.par_cle
        else "vers l’extérieur"
    )
    matiere = f" «{INSECABLE}{flux.matiere}{INSECABLE}»" if flux.matiere else ""
    return f"Le flux{matiere} de {depart} {arrivee}"


def _dit(nom: str) -> str:
    return f"«{INSECABLE}{nom}{INSECABLE}»"


def _du_maillon(mesures: Mesures, maillon: MaillonLu, bilan: BilanMaillon) -> Iterator[Incoherence]:
    nom = _dit(maillon.intitule)

    def dire(code: str, phrase: str, gravite: Gravite = Gravite.ERREUR) -> Incoherence:
        return Incoherence(code, "maillon", maillon.cle, phrase, gravite, maillon.cle)

    yield from (dire(*mots) for mots in _capacites(mesures, maillon, bilan, nom))
    yield from (dire(*mots) for mots in _entrees_et_sorties(mesures, maillon, bilan, nom))
    if bilan.autres:
        restes = dire_liste([dire_plage(m) for m in bilan.autres])
        phrase = (
            f"Au maillon {nom}, des quantités ne se comparent pas{INSECABLE}: le bilan est fait en "
            f"{bilan.unite}, {restes} n’y sont pas comptés. Le poids d’une unité les réunirait."
        )
        yield dire("unites-melees", phrase, Gravite.MANQUE)
    for base, poids in mesures.poids[maillon.cle].items():
        if len(poids) > 1:
            dits = dire_liste([dire_quantite(p * 1000, "kg") for p in sorted(poids)])
            chose = dire_unite(base, par_an=False)
            phrase = (
                f"Autour de {nom}, les {chose} ne pèsent pas partout autant{INSECABLE}: {dits}."
            )
            yield dire("poids-differents", phrase, Gravite.MANQUE)
    presents = mesures.reseau.actuelles(maillon.cle)
    if presents and maillon.statut_declare in ABSENT:
        n = len(presents)
        phrase = (
            f"Le maillon {nom} est dit {'manquant' if maillon.statut_declare == 'manquant' else 'à venir'}, "
            f"mais {n} acteur{accorder(n)} y {'sont placés' if n > 1 else 'est placé'}."
        )
        yield dire("statut-contredit", phrase)
    passe = (bilan.entrant and mesures.reseau.entrants[maillon.cle]) or bilan.sortant
    if passe and mesures.manque(maillon):
        phrase = f"Des flux passent par {nom}, où aucun acteur n’est placé."
        yield dire("flux-sans-acteur", phrase)


def _capacites(
    mesures: Mesures, maillon: MaillonLu, bilan: BilanMaillon, nom: str
) -> Iterator[tuple[str, str] | tuple[str, str, Gravite]]:
    capacite = mesures.capacites[maillon.cle]
    if maillon.capacite is not None and not lire_unite(maillon.unite).connue:
        yield _unite_inconnue(f"la capacité de {nom}", maillon.unite)
    if bilan.capacite_a_part and bilan.unite:
        phrase = (
            f"La capacité de {nom} est en {capacite.unite}, ce qui y passe en {bilan.unite}"
            f"{INSECABLE}: on ne peut pas dire si elle suffit."
        )
        yield "capacite-incomparable", phrase, Gravite.MANQUE
    elif capacite.valeur is None:
        yield "capacite-inconnue", f"La capacité de {nom} n’est pas connue.", Gravite.MANQUE
    elif capacite.partielle:
        phrase = f"Au maillon {nom}, seule une partie des capacités des acteurs est connue."
        yield "capacite-partielle", phrase, Gravite.MANQUE
    somme, valeur = capacite.somme, capacite.valeur
    if somme is not None and valeur is not None and abs(somme - valeur) > TOLERANCE * valeur:
        phrase = (
            f"La capacité dite de {nom} ({dire_quantite(valeur, capacite.unite)}) n’est pas la somme "
            f"de celles de ses acteurs ({dire_quantite(somme, capacite.unite)})."
        )
        yield "capacites-differentes", phrase
    if (
        bilan.capacite is not None
        and not bilan.partielle
        and bilan.entrant
        and not mesures.manque(maillon)
        and bilan.entrant.bas > bilan.capacite * (1 + TOLERANCE)
    ):
        phrase = (
            f"Il arrive {dire_plage(bilan.entrant)} à {nom}, qui ne peut en traiter que "
            f"{dire_quantite(bilan.capacite, bilan.unite)}."
        )
        yield "capacite-depassee", phrase


def _entrees_et_sorties(
    mesures: Mesures, maillon: MaillonLu, bilan: BilanMaillon, nom: str
) -> Iterator[tuple[str, str] | tuple[str, str, Gravite]]:
    entrant, sortant, rendement = bilan.entrant, bilan.sortant, maillon.rendement
    dernier = maillon.cle in mesures.reseau.derniers
    if sortant is None:
        return
    if entrant is None:
        if not bilan.entrant_partiel and not bilan.autres:
            phrase = f"Il sort {dire_plage(sortant)} de {nom} sans qu’on sache ce qui y entre."
            yield "sans-entree", phrase, Gravite.MANQUE
        return
    facteur = Fraction(1) if rendement is None else Fraction(rendement)
    dit = f" (rendement de {dire_part(facteur)})" if rendement is not None else ""
    if sortant.bas > entrant.haut * facteur * (1 + TOLERANCE) and not bilan.entrant_partiel:
        phrase = f"Il sort plus de {nom} qu’il n’y entre{INSECABLE}: {dire_plage(sortant)} pour {dire_plage(entrant)}{dit}."
        yield "sort-plus-qu-il-n-entre", phrase
    perdu = entrant.bas * facteur - sortant.haut
    volumes_connus = all(mesures.flux[f.cle] for f in mesures.reseau.sortants[maillon.cle])
    if perdu > TOLERANCE * entrant.bas and volumes_connus and not (dernier and rendement is None):
        phrase = (
            f"À {nom}, on ne sait pas où vont {dire_quantite(perdu, bilan.unite)}{INSECABLE}: "
            f"{dire_plage(entrant)} entrent{dit}, {dire_plage(sortant)} sortent."
        )
        yield "sans-destination", phrase, Gravite.MANQUE


def _unite_inconnue(quoi: str, unite: str) -> tuple[str, str, Gravite]:
    if not unite.strip():
        return "unite-absente", f"L’unité manque pour {quoi}.", Gravite.MANQUE
    phrase = (
        f"L’unité {_dit(unite)} n’est pas reconnue pour {quoi}{INSECABLE}: la quantité est gardée "
        "telle quelle, sans conversion."
    )
    return "unite-inconnue", phrase, Gravite.MANQUE


def _de_la_ligne(
    mesures: Mesures, ligne: FluxLu | GisementLu, nature: str, nom: str
) -> Iterator[Incoherence]:
    """Say what is wrong with the figures of a flow or a gisement taken alone."""
    maillon = (ligne.arrivee or ligne.depart) if isinstance(ligne, FluxLu) else ligne.maillon
    centre = ligne.volume if isinstance(ligne, FluxLu) else ligne.quantite

    def dire(code: str, phrase: str, gravite: Gravite) -> Incoherence:
        return Incoherence(code, nature, ligne.cle, phrase, gravite, maillon or "")

    if centre is None and ligne.bas is None and ligne.haut is None:
        yield dire("quantite-inconnue", f"{nom} n’est pas chiffré.", Gravite.MANQUE)
        return
    if not lire_unite(ligne.unite).connue:
        yield dire(*_unite_inconnue(f"{nom[0].lower()}{nom[1:]}", ligne.unite))
    bornes = [v for v in (ligne.bas, centre, ligne.haut) if v is not None]
    if bornes != sorted(bornes):
        phrase = f"{nom} a des bornes en désordre{INSECABLE}: bas, valeur et haut se contredisent."
        yield dire("bornes-en-desordre", phrase, Gravite.ERREUR)


def _du_gisement(mesures: Mesures, gisement: GisementLu) -> Iterator[Incoherence]:
    nom = f"Le gisement {_dit(gisement.ressource)}"
    yield from _de_la_ligne(mesures, gisement, "gisement", nom)
    partants = mesures.reseau.par_gisement[gisement.cle]
    if gisement.maillon is None and not partants:
        phrase = f"{nom} n’entre nulle part dans la filière."
        yield Incoherence("gisement-isole", "gisement", gisement.cle, phrase, Gravite.MANQUE)
    offert = mesures.gisements[gisement.cle]
    pris = additionner(m for f in partants if (m := mesures.flux[f.cle]))
    if offert and (sien := pris.get(offert.unite)) and sien.bas > offert.haut * (1 + TOLERANCE):
        phrase = f"Il part {dire_plage(sien)} du gisement {_dit(gisement.ressource)}, qui n’en offre que {dire_plage(offert)}."
        maillon = gisement.maillon or ""
        yield Incoherence(
            "gisement-depasse", "gisement", gisement.cle, phrase, Gravite.ERREUR, maillon
        )


def _des_acteurs(mesures: Mesures) -> Iterator[Incoherence]:
    recus: dict[str, list[Plage]] = {}
    for flux in mesures.reseau.flux:
        mesure = mesures.flux[flux.cle]
        if flux.position_arrivee and mesure:
            recus.setdefault(flux.position_arrivee, []).append(mesure)
    for position in mesures.reseau.positions:
        capacite = mesures.positions[position.cle]
        nom = _dit(position.nom)
        if position.capacite is not None and not lire_unite(position.unite).connue:
            code, phrase, gravite = _unite_inconnue(f"la capacité de {nom}", position.unite)
            yield Incoherence(code, "position", position.cle, phrase, gravite, position.maillon)
        recu = additionner(recus.get(position.cle, ())).get(capacite.unite)
        if capacite.valeur is not None and recu and recu.bas > capacite.valeur * (1 + TOLERANCE):
            phrase = f"{nom} reçoit {dire_plage(recu)} et ne peut en traiter que {dire_quantite(capacite.valeur, capacite.unite)}."
            yield Incoherence(
                "capacite-acteur-depassee", "position", position.cle, phrase, Gravite.ERREUR,
                position.maillon,
            )  # fmt: skip


def _des_annees(mesures: Mesures) -> Iterator[Incoherence]:
    reseau = mesures.reseau
    annees = [
        *(f.annee for f in reseau.flux if f.annee),
        *(g.annee for g in reseau.gisements if g.annee),
        *(p.annee for p in reseau.positions if p.annee and p.capacite is not None),
        *(m.annee for m in reseau.maillons if m.annee and m.capacite is not None),
    ]
    if annees and max(annees) - min(annees) >= ANS_ECART:
        phrase = f"Les chiffres comparés ne sont pas de la même année{INSECABLE}: de {min(annees)} à {max(annees)}."
        yield Incoherence("annees-differentes", "filiere", reseau.cle, phrase, Gravite.MANQUE)
