"""The analysis of a filière, ready to be shown: lines of tables, groups of findings, words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from filieres.calculs.mots import dire_euros, dire_part, dire_plage, dire_quantite
from filieres.calculs.partage import dire_concentration
from filieres.calculs.reseau import Reseau
from filieres.calculs.resultats import (
    STATUTS_DITS,
    Analyse,
    Constat,
    Gravite,
    Incoherence,
    MaillonAnalyse,
    Statut,
)
from filieres.suggestions import Vivier
from socle.typographie import INSECABLE, ecrire_nombre

GROUPES: Final = (
    ("bloque", "Ce qui arrête la filière", {"manquant", "bouchee", "goulot", "conjoints"}),
    (
        "fragilise",
        "Ce qui la fragilise",
        {
            "dependance", "sous-traite", "acteur-central", "acteur-dependant", "ess-absente",
            "perte", "besoin", "inconnu",
        },
    ),
    ("savoir", "Bon à savoir", {"passage", "valeur", "marge", "reste", "distance"}),
)  # fmt: skip
ICONES: Final = {
    Statut.COUVERT: "coche",
    Statut.FRAGILE: "balance",
    Statut.GOULOT: "alerte",
    Statut.MANQUANT: "manque",
    Statut.INCONNU: "aide",
}
TONS: Final = {Statut.GOULOT: "ici", Statut.MANQUANT: "erreur", Statut.COUVERT: "fait"}
BARRE: Final = 100


@dataclass(frozen=True)
class LigneMaillon:
    """A maillon in the table."""

    cle: str
    intitule: str
    chaine: str
    statut: str
    icone: str
    ton: str
    pourquoi: str
    entrant: str
    capacite: str
    taux: str
    barre: int | None
    """Use of the capacity, 0 to 100; beyond 100 the bar is full and ``depasse``."""
    depasse: bool
    sortant: str
    acteurs: int
    ess: str
    concentration: str
    valeur: str


@dataclass(frozen=True)
class Groupe:
    """Findings that go together."""

    code: str
    titre: str
    constats: tuple[Constat, ...]


@dataclass(frozen=True)
class LigneValeur:
    """A maillon in the table of value: width of its bar from 0 to 100, of the ESS's part in it."""

    intitule: str
    ventes: str
    achats: str
    ajoutee: str
    part: str
    ess: str
    barre: int
    barre_ess: int
    manques: int


def dire_chiffres(analyse: Analyse) -> list[dict[str, str]]:
    """Return the key figures at the top of the screen."""
    statuts = [m.statut for m in analyse.maillons.values()]
    manquants = statuts.count(Statut.MANQUANT)
    goulots = statuts.count(Statut.GOULOT)
    s = "s" if manquants > 1 else ""
    chiffres = [
        {"valeur": str(manquants), "libelle": f"maillon{s} sans acteur",
         "source": f"sur {len(statuts)}"},
        {"valeur": str(goulots), "libelle": f"goulot{'s' if goulots > 1 else ''}",
         "source": "trop de flux pour leur capacité"},
    ]  # fmt: skip
    if (passage := analyse.passage) is not None and passage.part is not None:
        chiffres.append(
            {"valeur": dire_part(passage.part), "libelle": "de l’amont peut traverser la filière",
             "source": f"au mieux {dire_plage(passage.au_mieux)}"}
        )  # fmt: skip
    if analyse.valeur_ess is not None and analyse.valeur_attribuee:
        chiffres.append(
            {"valeur": dire_part(analyse.valeur_ess / analyse.valeur_attribuee),
             "libelle": "de la valeur ajoutée va à l’ESS",
             "source": f"{dire_euros(analyse.valeur_attribuee)} par an attribués"}
        )  # fmt: skip
    return chiffres


def dresser_lignes(reseau: Reseau, analyse: Analyse) -> list[LigneMaillon]:
    """Return the lines of the table of maillons, from upstream to downstream."""
    chaines = {c.cle: c.nom for c in reseau.chaines} if len(reseau.chaines) > 1 else {}
    return [_ligne(analyse.maillons[m.cle], chaines.get(m.chaine, "")) for m in reseau.en_ordre]


def _ligne(m: MaillonAnalyse, chaine: str) -> LigneMaillon:
    capacite = dire_quantite(m.capacite, m.unite) if m.capacite else ""
    if capacite and m.capacite_partielle:
        capacite = f"au moins {capacite}"
    return LigneMaillon(
        cle=m.cle,
        intitule=m.intitule,
        chaine=chaine,
        statut=STATUTS_DITS[m.statut],
        icone=ICONES[m.statut],
        ton=TONS.get(m.statut, ""),
        pourquoi=m.pourquoi,
        entrant=dire_plage(m.entrant) if m.entrant else "",
        capacite=capacite,
        taux=dire_part(m.taux) if m.taux is not None else "",
        barre=min(BARRE, round(m.taux * BARRE)) if m.taux is not None else None,
        depasse=m.taux is not None and m.taux > 1,
        sortant=dire_plage(m.sortant) if m.sortant else "",
        acteurs=m.acteurs,
        ess=_dire_ess(m),
        concentration=dire_concentration(m.dependance) if m.dependance else "",
        valeur=dire_euros(m.valeur.ajoutee) if m.valeur else "",
    )


def _dire_ess(m: MaillonAnalyse) -> str:
    part = m.part_ess
    if part.part is None:
        return "non renseignée" if part.inconnus else ""
    return dire_part(part.part)


def grouper_constats(constats: Iterable[Constat]) -> list[Groupe]:
    """Sort the findings in groups; empty groups are left out."""
    constats = list(constats)
    return [
        Groupe(code, titre, tuple(c for c in constats if c.code in codes))
        for code, titre, codes in GROUPES
        if any(c.code in codes for c in constats)
    ]


def dresser_valeurs(reseau: Reseau, analyse: Analyse) -> list[LigneValeur]:
    """Return the lines of value added, from upstream to downstream."""
    valeurs = {c: m.valeur for c, m in analyse.maillons.items() if m.valeur is not None}
    positives = [v.ajoutee for v in valeurs.values() if v.ajoutee > 0]
    total, plus_forte = sum(positives, Fraction(0)), max(positives, default=Fraction(1))
    lignes = []
    for maillon in reseau.en_ordre:
        valeur = valeurs.get(maillon.cle)
        if valeur is None:
            continue
        ajoutee = valeur.ajoutee
        part_ess = analyse.maillons[maillon.cle].part_ess.part
        barre = round(max(Fraction(0), ajoutee) / plus_forte * BARRE)
        lignes.append(
            LigneValeur(
                intitule=maillon.intitule,
                ventes=dire_euros(valeur.ventes),
                achats=dire_euros(valeur.achats + valeur.achats_exterieurs),
                ajoutee=dire_euros(ajoutee),
                part=dire_part(ajoutee / total) if total and ajoutee > 0 else "",
                ess=dire_part(part_ess) if part_ess is not None else "",
                barre=barre,
                barre_ess=round(barre * part_ess) if part_ess is not None else 0,
                manques=valeur.manques,
            )
        )
    return lignes


@dataclass(frozen=True)
class LignePrix:
    """A step of the price build-up."""

    intitule: str
    prix: str
    ecart: str
    hausse: bool | None
    barre: int


def dresser_prix(analyse: Analyse) -> list[LignePrix]:
    """Return the price build-up; bars only compare steps of one unit."""
    plus_hauts: dict[str, Fraction] = {}
    for etape in analyse.prix:
        plus_hauts[etape.unite] = max(plus_hauts.get(etape.unite, Fraction(0)), etape.prix)
    lignes = []
    for etape in analyse.prix:
        haut = plus_hauts[etape.unite]
        singulier = etape.unite.removesuffix("s") if etape.unite != "repas" else etape.unite
        ecart = ""
        if etape.ecart is not None and etape.ecart:
            signe = "+" if etape.ecart > 0 else "\u2212"
            ecart = f"{signe}{INSECABLE}{dire_euros(abs(etape.ecart))}"
        lignes.append(
            LignePrix(
                intitule=etape.intitule,
                prix=f"{dire_euros(etape.prix)} / {singulier}",
                ecart=ecart,
                hausse=etape.ecart > 0 if etape.ecart else None,
                barre=round(max(Fraction(0), etape.prix) / haut * BARRE) if haut > 0 else 0,
            )
        )
    return lignes


@dataclass(frozen=True)
class Absence:
    """What is incoherent or lacks, by seriousness."""

    titre: str
    texte: str
    lignes: tuple[Incoherence, ...]


def grouper_incoherences(analyse: Analyse) -> list[Absence]:
    """Return contradictions, then lacks."""
    parties = (
        (
            Gravite.ERREUR,
            "Chiffres qui se contredisent",
            "Même en prenant le bas ou le haut des fourchettes, ils ne peuvent pas être vrais ensemble.",
        ),
        (
            Gravite.MANQUE,
            "Ce qui manque pour conclure",
            "Ce qui n’est pas dit n’est jamais compté comme zéro.",
        ),
    )
    return [
        Absence(titre, texte, siennes)
        for gravite, titre, texte in parties
        if (siennes := tuple(i for i in analyse.incoherences if i.gravite == gravite))
    ]


def dire_vivier_court(viviers: Mapping[str, Vivier], maillon: str) -> str:
    """Say how many could hold a maillon, for a link."""
    vivier = viviers.get(maillon)
    if vivier is None or not (n := vivier.nombre + vivier.du_theme):
        return ""
    return f"{ecrire_nombre(n)} acteur{'s' if n > 1 else ''} autour"
