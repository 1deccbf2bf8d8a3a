"""Flows of a diagram: gathered by ends and by unit, given a width to scale; ends of the chain."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from filieres.calculs.reseau import FluxLu, Reseau
from filieres.calculs.resultats import Analyse, Plage
from filieres.dessins.scene import Adresse, Rive, Ruban, dire
from socle.typographie import accorder

FLUX_MAX: Final = 30.0
FLUX_MIN: Final = 1.5
RIVE_MAX: Final = 72.0
"""Most that may leave or reach one side of a box, in units of the drawing."""
DENSE: Final = 80
"""Beyond this many flows they are drawn thinner, by ``AMINCI``."""
AMINCI: Final = 0.45
HORS_ECHELLE: Final = 2.5
"""Width of a flow in a unit that cannot be compared with the others."""


def composer_rubans(
    reseau: Reseau, analyse: Analyse, adresse: Adresse
) -> tuple[tuple[Ruban, ...], str, float]:
    """Return flows grouped by ends and unit, the unit to scale, and the scale."""
    groupes: dict[tuple[str, str, str], list[FluxLu]] = defaultdict(list)
    for flux in reseau.flux:
        bouts = _bouts(reseau, flux)
        if bouts:
            plage = analyse.flux.get(flux.cle)
            groupes[*bouts, plage.unite if plage else ""].append(flux)
    directs = [
        (g.cle, maillon, analyse.gisements.get(g.cle), g)
        for maillon, siens in reseau.gisements_directs.items()
        if maillon in reseau.par_cle
        for g in siens
    ]
    unites = Counter(unite for *_, unite in groupes if unite)
    unites.update(plage.unite for *_, plage, _ in directs if plage)
    unite = unites.most_common(1)[0][0] if unites else ""
    totaux = {bouts: _somme(analyse, siens) for bouts, siens in groupes.items()}
    echelle = _echelle(
        [(d, a, float(t.centre)) for (d, a, u), t in totaux.items() if t and u == unite]
        + [(d, a, float(p.centre)) for d, a, p, _ in directs if p and p.unite == unite]
    )
    retours = {(lien.depart, lien.arrivee) for lien in reseau.liens if lien.retour}
    rubans = [
        _ruban(
            reseau,
            (depart, arrivee),
            totaux[depart, arrivee, u],
            echelle if u == unite else None,
            matieres=tuple(dict.fromkeys(f.matiere for f in siens if f.matiere)),
            incertain=any(f.certitude != "sure" for f in siens),
            retour=(depart, arrivee) in retours,
            adresse=adresse("flux", siens[0].cle) if len(siens) == 1 else "",
        )
        for (depart, arrivee, u), siens in groupes.items()
    ]
    rubans += [
        _ruban(reseau, (d, a), p, echelle if p and p.unite == unite else None)
        for d, a, p, _ in directs
    ]
    rubans += [
        _ruban(reseau, (lien.depart, lien.arrivee), None, None, deduit=True)
        for lien in reseau.liens
        if lien.deduit
    ]
    return tuple(rubans), unite, echelle


def _bouts(reseau: Reseau, flux: FluxLu) -> tuple[str, str] | None:
    depart = flux.gisement or flux.depart
    connus = {g.cle for g in reseau.gisements} if flux.gisement else reseau.par_cle
    if depart is None or depart not in connus:
        return None
    if flux.arrivee is None:
        return depart, f"sortie:{depart}"
    return (depart, flux.arrivee) if flux.arrivee in reseau.par_cle else None


def _somme(analyse: Analyse, flux: Iterable[FluxLu]) -> Plage | None:
    plages = [p for f in flux if (p := analyse.flux.get(f.cle))]
    if not plages:
        return None
    return Plage(
        sum((p.bas for p in plages), Fraction(0)),
        sum((p.centre for p in plages), Fraction(0)),
        sum((p.haut for p in plages), Fraction(0)),
        plages[0].unite,
    )


def _echelle(quantites: list[tuple[str, str, float]]) -> float:
    """Return the width of one unit: the widest flow and the busiest side both hold."""
    rives: dict[tuple[str, str], float] = defaultdict(float)
    for depart, arrivee, quantite in quantites:
        rives["d", depart] += quantite
        rives["a", arrivee] += quantite
    plus_grand = max((q for *_, q in quantites), default=0.0)
    if not plus_grand:
        return 0.0
    echelle = min(FLUX_MAX / plus_grand, RIVE_MAX / max(rives.values()))
    return echelle * AMINCI if len(quantites) > DENSE else echelle


def _ruban(
    reseau: Reseau,
    bouts: tuple[str, str],
    plage: Plage | None,
    echelle: float | None,
    **dits: Any,
) -> Ruban:
    depart, arrivee = bouts
    hors_echelle = plage is not None and echelle is None
    epaisseur = FLUX_MIN
    if hors_echelle:
        epaisseur = HORS_ECHELLE
    elif plage and echelle:
        epaisseur = max(FLUX_MIN, float(plage.centre) * echelle)
    return Ruban(
        cle=f"{depart}~{arrivee}~{plage.unite if plage else ''}",
        depart=depart,
        arrivee=arrivee,
        depart_dit=_nommer(reseau, depart),
        arrivee_dit=_nommer(reseau, arrivee),
        quantite=dire(plage.centre, plage.unite) if plage else "",
        epaisseur=round(epaisseur, 1),
        hors_echelle=hors_echelle,
        fourchette=f"de {dire(plage.bas)} à {dire(plage.haut, plage.unite)}"
        if plage and plage.large
        else "",
        **dits,
    )


def _nommer(reseau: Reseau, cle: str) -> str:
    if cle in reseau.par_cle:
        return reseau.par_cle[cle].intitule
    if cle.startswith("sortie:"):
        return "Hors de la chaîne"
    return next((g.ressource for g in reseau.gisements if g.cle == cle), cle)


def composer_rives(
    reseau: Reseau,
    analyse: Analyse,
    rangs: dict[str, int],
    rubans: Iterable[Ruban],
    adresse: Adresse,
) -> Iterable[Rive]:
    """Return gisements, then what leaves."""
    vers: dict[str, str] = {}
    for ruban in rubans:
        vers.setdefault(ruban.depart, ruban.arrivee)
    for g in reseau.gisements:
        plage = analyse.gisements.get(g.cle)
        detail = dire(plage.centre, plage.unite) if plage else "quantité inconnue"
        if plage and plage.large:
            detail = f"{dire(plage.bas)} à {dire(plage.haut, plage.unite)}"
        maillon = reseau.par_cle.get(vers.get(g.cle, "") or (g.maillon or ""))
        bande = rangs.get(maillon.chaine, 0) if maillon else 0
        lieu = f"{detail}, {g.lieu}" if g.lieu else detail
        yield Rive(g.cle, "gisement", g.ressource, lieu, bande, adresse("gisement", g.cle))
    sorties: dict[str, list[Ruban]] = defaultdict(list)
    for ruban in rubans:
        if ruban.arrivee.startswith("sortie:"):
            sorties[ruban.arrivee].append(ruban)
    for cle, siens in sorties.items():
        maillon = reseau.par_cle.get(siens[0].depart)
        matieres = tuple(dict.fromkeys(m for r in siens for m in r.matieres))
        titre = ", ".join(matieres[:2]) or "Sort de la chaîne"
        reste = len(matieres) - 2
        titre += f" et {reste} autre{accorder(reste)}" if reste > 0 else ""
        detail = ", ".join(r.quantite for r in siens if r.quantite) or "quantité inconnue"
        yield Rive(cle, "sortie", titre, detail, rangs.get(maillon.chaine, 0) if maillon else 0)
