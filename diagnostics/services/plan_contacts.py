"""What the contact plan says: lines, columns, progress by circle; constant queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Max
from django.utils import timezone

from diagnostics.models import Cercle, Diagnostic, MembreDiagnostic, SuiviContact
from diagnostics.services.carte_parties import cercles_de
from socle.texte import normaliser

Etat = SuiviContact.Etat
ETATS: Final[dict[str, str]] = {str(e.value): str(e.label) for e in Etat}
CANAUX: Final[dict[str, str]] = dict(SuiviContact.Canal.choices)
CLOS: Final = {Etat.ENGAGE.value, Etat.SANS_SUITE.value}
"""States where nobody waits for a first contact any more."""
TRIS: Final = ("nom", "cercle", "etat", "qui", "echeance", "echange")


@dataclass(frozen=True)
class LigneContact:
    """One stakeholder of the plan. Members only: persons are in it."""

    reference: str
    nom: str
    cercle: str
    cercle_nom: str
    etat: str
    qui: str
    qui_id: int | None
    canal: str
    prochaine_action: str
    echeance: date | None
    referent_nom: str
    referent_fonction: str
    notes: str
    version: int
    echanges: int
    dernier_echange: date | None
    cercle_ordre: int = 0
    acteur_id: int | None = None

    @property
    def etat_texte(self) -> str:
        """The state in words."""
        return ETATS[self.etat]

    @property
    def canal_texte(self) -> str:
        """The channel in words."""
        return CANAUX.get(self.canal, "")

    @property
    def en_retard(self) -> bool:
        """Whether its action was due before today."""
        return self.echeance is not None and self.echeance < timezone.localdate()

    @property
    def est_du_jour(self) -> bool:
        """Whether its action is due today."""
        return self.echeance == timezone.localdate()


@dataclass(frozen=True)
class Filtre:
    """What the address asks to see."""

    etat: str = ""
    cercle: str = ""
    qui: str = ""
    """« moi », « personne », or the number of a membership."""
    retard: bool = False
    q: str = ""


def lire_plan(
    *, diagnostic: Diagnostic, filtre: Filtre | None = None, utilisateur: Any = None
) -> list[LigneContact]:
    """Read the plan, circle by circle, in the order of the map (two queries)."""
    filtre = filtre or Filtre()
    cercles = {c.pk: c for c in cercles_de(diagnostic)}
    parties = (
        diagnostic.parties.actives()
        .select_related("suivi__responsable")
        .annotate(nb_echanges=Count("suivi__echanges"), dernier=Max("suivi__echanges__date"))
        .order_by("ordre", "pk")  # Django forgets the order of a model once it groups
    )
    lignes = [_ligne(p, cercles[p.cercle_id]) for p in parties]
    lignes.sort(key=lambda x: x.cercle_ordre)
    cherche = normaliser(filtre.q)
    suivie_par = _filtre_qui(diagnostic, filtre.qui, utilisateur)
    return [
        x
        for x in lignes
        if (not filtre.etat or x.etat == filtre.etat)
        and (not filtre.cercle or x.cercle == filtre.cercle)
        and (not filtre.retard or x.en_retard)
        and (not cherche or cherche in normaliser(f"{x.nom} {x.prochaine_action}"))
        and suivie_par(x)
    ]


def _filtre_qui(
    diagnostic: Diagnostic, qui: str, utilisateur: Any
) -> Callable[[LigneContact], bool]:
    if not qui:
        return lambda _: True
    if qui == "personne":
        return lambda x: x.qui_id is None
    if qui == "moi":
        return lambda x: x.qui_id == getattr(utilisateur, "pk", None)
    membre = (
        MembreDiagnostic.objects.filter(
            diagnostic=diagnostic,
            pk=int(qui) if qui.isdecimal() and len(qui) < 12 else 0,  # noqa: PLR2004
        )
        .values_list("utilisateur_id", flat=True)
        .first()
    )
    return lambda x: membre is not None and x.qui_id == membre


def _ligne(partie: Any, cercle: Cercle) -> LigneContact:
    suivi = getattr(partie, "suivi", None) or SuiviContact(partie=partie)
    return LigneContact(
        reference=partie.reference,
        nom=partie.nom,
        cercle=cercle.code,
        cercle_nom=cercle.nom,
        cercle_ordre=cercle.ordre,
        etat=suivi.etat,
        qui=str(suivi.responsable) if suivi.responsable_id else "",
        qui_id=suivi.responsable_id,
        canal=suivi.canal,
        prochaine_action=suivi.prochaine_action,
        echeance=suivi.echeance,
        referent_nom=partie.referent_nom,
        referent_fonction=partie.referent_fonction,
        notes=partie.notes,
        version=suivi.version,
        echanges=partie.nb_echanges,
        dernier_echange=partie.dernier,
        acteur_id=partie.acteur_id,
    )


def trier(lignes: list[LigneContact], tri: str) -> list[LigneContact]:
    """Sort by one of ``TRIS``; « -nom » reverses; what has no date comes last."""
    cle = tri.removeprefix("-")
    if cle not in TRIS:
        return lignes
    rangs = {etat: i for i, etat in enumerate(ETATS)}
    cles: dict[str, Callable[[LigneContact], Any]] = {
        "nom": lambda x: normaliser(x.nom),
        "cercle": lambda x: x.cercle_ordre,
        "etat": lambda x: rangs[x.etat],
        "qui": lambda x: normaliser(x.qui),
        "echeance": lambda x: x.echeance,
        "echange": lambda x: x.dernier_echange,
    }
    lire = cles[cle]
    vides = {"qui", "echeance", "echange"}
    pleines = [x for x in lignes if cle not in vides or lire(x)]
    reste = [x for x in lignes if cle in vides and not lire(x)]
    return sorted(pleines, key=lire, reverse=tri.startswith("-")) + reste


@dataclass(frozen=True)
class Colonne:
    """A column of the board."""

    etat: str
    libelle: str
    lignes: tuple[LigneContact, ...]


def en_colonnes(lignes: Iterable[LigneContact]) -> list[Colonne]:
    """Return the board: one column per state, the most pressing first in each."""
    groupes: dict[str, list[LigneContact]] = {etat: [] for etat in ETATS}
    for ligne in lignes:
        groupes[ligne.etat].append(ligne)
    loin = date.max
    return [
        Colonne(etat, ETATS[etat], tuple(sorted(siennes, key=lambda x: x.echeance or loin)))
        for etat, siennes in groupes.items()
    ]


@dataclass(frozen=True)
class Avancement:
    """How far the contacts of one circle (or of all) went."""

    libelle: str
    nombres: dict[str, int]
    code: str = ""

    @property
    def total(self) -> int:
        """How many stakeholders."""
        return sum(self.nombres.values())

    @property
    def rencontres(self) -> int:
        """How many were met, engaged or not."""
        return self.nombres[Etat.RENCONTRE.value] + self.nombres[Etat.ENGAGE.value]

    @property
    def part(self) -> int:
        """Share met, in percent, rounded down: 100 only when all were."""
        return self.rencontres * 100 // self.total if self.total else 0

    @property
    def liste(self) -> list[tuple[str, str, int]]:
        """Code, name and number of each state, in order."""
        return [(etat, ETATS[etat], self.nombres[etat]) for etat in ETATS]


def mesurer_avancement(
    diagnostic: Diagnostic, lignes: Iterable[LigneContact]
) -> tuple[list[Avancement], Avancement]:
    """Count the states by circle, then for all."""
    lignes = list(lignes)
    par_cercle = [
        Avancement(c.nom, _compter(x for x in lignes if x.cercle == c.code), c.code)
        for c in cercles_de(diagnostic)
    ]
    return par_cercle, Avancement("Ensemble", _compter(lignes))


def _compter(lignes: Iterable[LigneContact]) -> dict[str, int]:
    nombres = dict.fromkeys(ETATS, 0)
    for ligne in lignes:
        nombres[ligne.etat] += 1
    return nombres
