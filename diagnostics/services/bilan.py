"""What is done, what is missing, what comes next: read from the data, never typed in."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse

from acteurs.models import Acteur
from diagnostics.methode import but_de_phase
from diagnostics.models import Diagnostic, Entretien, MembreDiagnostic, Phase
from diagnostics.services.matrice import Matrice
from socle.typographie import INSECABLE, accorder, ecrire_nombre


@dataclass(frozen=True)
class Point:
    """One line of the review: what, the detail, and where to act."""

    titre: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Bilan:
    """The three columns of the démarche page."""

    fait: tuple[Point, ...]
    manque: tuple[Point, ...]
    ensuite: tuple[Point, ...]


_PLURIELS = {
    Entretien.Nature.ENTRETIEN: ("entretien", "entretiens"),
    Entretien.Nature.ATELIER: ("atelier", "ateliers"),
    Entretien.Nature.VISITE: ("visite", "visites"),
    Entretien.Nature.DOCUMENT: ("document", "documents"),
}


def dire_nombre(n: int, singulier: str, pluriel: str = "") -> str:
    """« 1 élément », « 12 éléments » (no-break space; plural from 2, as French has it)."""
    mot = accorder(n, f"{singulier},{pluriel or singulier + 's'}")
    return f"{ecrire_nombre(n)}{INSECABLE}{mot}"


def dresser_bilan(
    *, diagnostic: Diagnostic, matrice: Matrice, phases: list[Phase], peut_agir: bool = True
) -> Bilan:
    """Review the démarche in four queries; links to act are given to those who may act."""
    sources = compter_sources(diagnostic=diagnostic)
    acteurs = diagnostic.acteurs.aggregate(
        n=Count("pk"),
        places=Count("pk", filter=Q(lon__isnull=False)),
        familles=Count("type", distinct=True),
    )
    roles = dict(diagnostic.membres.order_by().values_list("role").annotate(n=Count("pk")))
    adresses = _Adresses(diagnostic, peut_agir)
    return Bilan(
        fait=tuple(_fait(phases, matrice, sources, acteurs)),
        manque=tuple(_manque(diagnostic, matrice, sources, acteurs, roles, adresses)),
        ensuite=tuple(_ensuite(diagnostic, matrice, phases, adresses)),
    )


class _Adresses:
    """Addresses of the screens where one acts; empty for those who only read."""

    def __init__(self, diagnostic: Diagnostic, peut_agir: bool) -> None:  # noqa: FBT001
        self._reference = diagnostic.reference
        self._peut_agir = peut_agir

    def __call__(self, nom: str, parametres: str = "") -> str:
        if not self._peut_agir:
            return ""
        return reverse(f"diagnostics:{nom}", args=[self._reference]) + parametres


def compter_sources(*, diagnostic: Diagnostic) -> dict[str, int]:
    """Return how many sources of each nature were recorded."""
    return dict(
        diagnostic.entretiens.entendus().order_by().values_list("nature").annotate(n=Count("pk"))
    )


def dire_sources(sources: dict[str, int]) -> str:
    """« 12 entretiens, 2 ateliers »."""
    return ", ".join(
        dire_nombre(sources[nature], *_PLURIELS[nature])
        for nature in _PLURIELS
        if sources.get(nature)
    )


def _fait(
    phases: list[Phase], matrice: Matrice, sources: dict[str, int], acteurs: dict[str, int]
) -> list[Point]:
    points = [
        Point(f"Phase «\u00a0{p.titre}\u00a0»", p.note or p.periode_texte)
        for p in phases
        if p.etat == Phase.Etat.FAIT
    ]
    if matrice.total:
        etayes = (
            "tous étayés"
            if matrice.etayes == matrice.total
            else f"dont {matrice.etayes} étayé{'s' if matrice.etayes > 1 else ''}"
        )
        points.append(Point("Matrice MOFF", f"{dire_nombre(matrice.total, 'élément')}, {etayes}"))
    if sources:
        points.append(Point("Sources recueillies", dire_sources(sources)))
    if acteurs["n"]:
        familles = acteurs["familles"]
        points.append(
            Point(
                "Acteurs réunis",
                f"{dire_nombre(acteurs['n'], 'acteur')}, de "
                f"{dire_nombre(familles, 'famille différente', 'familles différentes')}"
                if familles
                else dire_nombre(acteurs["n"], "acteur"),
            )
        )
    return points


def _manque(
    diagnostic: Diagnostic,
    matrice: Matrice,
    sources: dict[str, int],
    acteurs: dict[str, int],
    roles: dict[str, int],
    adresses: _Adresses,
) -> list[Point]:
    points = []
    if not diagnostic.question:
        points.append(Point("La question posée", "L’écrire en une phrase", adresses("reglages")))
    if matrice.sans_preuve:
        n = matrice.sans_preuve
        points.append(
            Point(
                f"Des preuves pour {dire_nombre(n, 'élément')}",
                "Les étayer ou les écarter" if n > 1 else "L’étayer ou l’écarter",
                adresses("matrice", "?sans_preuve=1"),
            )
        )
    if matrice.contredits:
        n = matrice.contredits
        points.append(
            Point(
                f"Une lecture commune de {dire_nombre(n, 'élément')} que des preuves contredisent",
                "Peser les deux côtés ensemble",
                adresses("matrice", "?contredits=1"),
            )
        )
    vides = [q for q in matrice.quadrants if q.total == 0]
    if matrice.total and vides:
        points.append(
            Point(
                f"Des éléments dans les {', '.join(q.libelle for q in vides)}",
                vides[0].question.question,
                adresses("matrice", f"#{vides[0].code}"),
            )
        )
    a_placer = acteurs["n"] - acteurs["places"]
    if a_placer:
        points.append(
            Point(
                f"{dire_nombre(a_placer, 'acteur')} à placer sur la carte",
                "Compléter leur fiche",
                adresses("acteurs"),
            )
        )
    if not sources:
        points.append(
            Point("Des sources", "Noter entretiens, ateliers et visites", adresses("sources"))
        )
    if not acteurs["n"]:
        points.append(Point("Des acteurs", "Réunir ceux du territoire", adresses("acteurs")))
    if not roles.get(MembreDiagnostic.Role.ELU):
        points.append(
            Point("Une élue ou un élu référent", "L’inviter à suivre", adresses("membres"))
        )
    return points


def _ensuite(
    diagnostic: Diagnostic, matrice: Matrice, phases: list[Phase], adresses: _Adresses
) -> list[Point]:
    points = []
    if not matrice.total:
        points.append(
            Point(
                "Commencer la matrice MOFF",
                "Une force, une faiblesse\u00a0: partez de ce que vous avez entendu",
                adresses("matrice"),
            )
        )
    elif matrice.voix == 0:
        points.append(Point("Donner sa voix", "Faire ressortir l’essentiel", adresses("matrice")))
    en_cours = next((p for p in phases if p.etat == Phase.Etat.EN_COURS), None)
    suivante = next((p for p in phases if p.etat == Phase.Etat.A_VENIR), None)
    if en_cours:
        points.append(
            Point(
                f"Achever «\u00a0{en_cours.titre}\u00a0»",
                en_cours.note or but_de_phase(en_cours.code),
                adresses("reglages", "#phases"),
            )
        )
    if suivante:
        points.append(
            Point(
                f"{'Préparer' if en_cours else 'Lancer'} «\u00a0{suivante.titre}\u00a0»",
                suivante.note or but_de_phase(suivante.code),
                adresses("reglages", "#phases"),
            )
        )
    if diagnostic.visibilite == Diagnostic.Visibilite.MEMBRES:
        points.append(
            Point(
                "Partager la lecture",
                "Par un lien, ou publiquement",
                adresses("reglages", "#visibilite"),
            )
        )
    return points


def prochaine_etape(phases: list[Any]) -> str:
    """Say in one line what comes next, for the list of démarches."""
    en_cours = next((p for p in phases if p.etat == Phase.Etat.EN_COURS), None)
    if en_cours:
        return f"En cours\u00a0: {en_cours.titre}" + (f", {en_cours.note}" if en_cours.note else "")
    suivante = next((p for p in phases if p.etat == Phase.Etat.A_VENIR), None)
    if suivante:
        return f"À lancer\u00a0: {suivante.titre}"
    return "Toutes les phases sont closes."


def acteurs_par_type(*, diagnostic: Diagnostic) -> list[tuple[str, list[Acteur]]]:
    """Return the actors of the démarche by family, in the order of the referential."""
    groupes: dict[str, list[Acteur]] = {}
    for acteur in diagnostic.acteurs.select_related("type", "commune").order_by(
        F("type__ordre").asc(nulls_last=True), "nom_normalise"
    ):
        libelle = acteur.type.libelle if acteur.type else "Type à préciser"
        groupes.setdefault(libelle, []).append(acteur)
    return list(groupes.items())
