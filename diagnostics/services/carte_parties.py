"""What the stakeholder map says, read in a constant number of queries.

``lire_carte`` is the one door: page, drawings, exports, report and versions
read what it returns. Without ``contacts=True`` no person is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from diagnostics.methode import cercles_types
from diagnostics.models import NIVEAUX, Attitude, Cercle, Diagnostic, PartiePrenante, SuiviContact
from socle.texte import normaliser

INCONNUE: Final = "Attitude à préciser"
ATTITUDES: Final[dict[str, str]] = {str(a.value): str(a.label) for a in Attitude}


@dataclass(frozen=True)
class LignePartie:
    """One stakeholder as the map shows it; persons and notes are empty unless asked for."""

    reference: str
    nom: str
    cercle: str
    cercle_nom: str = ""
    role: str = ""
    influence: int | None = None
    interet: int | None = None
    attitude: str = ""
    supposee: bool = True
    acteur: str = ""
    """Reference of the actor's sheet, empty for a free name."""
    acteur_publie: bool = False
    referent_nom: str = ""
    referent_fonction: str = ""
    notes: str = ""
    etat_contact: str = ""

    @property
    def attitude_texte(self) -> str:
        """The attitude in words."""
        return ATTITUDES.get(self.attitude, INCONNUE)

    @property
    def influence_texte(self) -> str:
        """« Fort (3 sur 4) », or empty."""
        return dire_niveau(self.influence)

    @property
    def interet_texte(self) -> str:
        """« Faible (1 sur 4) », or empty."""
        return dire_niveau(self.interet)

    @property
    def est_placee(self) -> bool:
        """Whether it has a place on the influence × interest grid."""
        return self.influence is not None and self.interet is not None


@dataclass(frozen=True)
class CercleLu:
    """A circle and who stands in it, in order; ``total`` counts those a filter hides too."""

    code: str
    nom: str
    question: str
    lignes: tuple[LignePartie, ...]
    total: int
    reference: str = ""


@dataclass(frozen=True)
class Carte:
    """The whole map."""

    centre: str
    cercles: tuple[CercleLu, ...]

    @property
    def lignes(self) -> tuple[LignePartie, ...]:
        """Every stakeholder shown, circle by circle."""
        return tuple(ligne for cercle in self.cercles for ligne in cercle.lignes)

    @property
    def total(self) -> int:
        """How many stakeholders there are, hidden by a filter or not."""
        return sum(c.total for c in self.cercles)

    @property
    def est_vide(self) -> bool:
        """Whether nobody is on the map yet."""
        return self.total == 0

    @property
    def a_placer(self) -> int:
        """How many shown have no place on the grid yet."""
        return sum(not ligne.est_placee for ligne in self.lignes)

    @property
    def compte_attitudes(self) -> list[tuple[str, str, int]]:
        """Code, name and number of each attitude held, the driving forces first."""
        lignes = self.lignes
        nombres = [
            (code, libelle, sum(ligne.attitude == code for ligne in lignes))
            for code, libelle in (*ATTITUDES.items(), ("", INCONNUE))
        ]
        return [n for n in nombres if n[2]]


def dire_niveau(niveau: int | None) -> str:
    """Say a mark of influence or interest in words."""
    return "" if niveau is None else f"{NIVEAUX[niveau]} ({niveau} sur 4)"


def cercles_de(diagnostic: Diagnostic) -> list[Cercle]:
    """Return the circles of the démarche, in order.

    Before anybody wrote in the map, those of the method, unsaved
    (``parties.assurer_cercles`` writes them).
    """
    ecrits = list(diagnostic.cercles.all())
    return ecrits or [
        Cercle(diagnostic=diagnostic, code=c.code, nom=c.nom, question=c.question, ordre=i)
        for i, c in enumerate(cercles_types())
    ]


def lire_carte(
    *,
    diagnostic: Diagnostic,
    contacts: bool = False,
    attitude: str = "",
    a_placer: bool = False,
    texte: str = "",
) -> Carte:
    """Read the map (two queries).

    Args:
        diagnostic: the démarche.
        contacts: with referent persons, notes and contact states: for those who
            hold ``lire_contacts``, never in what is published.
        attitude: only this attitude (« inconnue » for those not said).
        a_placer: only those without a place on the grid.
        texte: only names or roles holding these letters.
    """
    cercles = cercles_de(diagnostic)
    parties = diagnostic.parties.actives().select_related("acteur")
    if contacts:
        parties = parties.select_related("acteur", "suivi")
    else:
        parties = parties.defer(*PartiePrenante.PRIVES)
    par_cercle: dict[int | None, list[PartiePrenante]] = {}
    for partie in parties:
        par_cercle.setdefault(partie.cercle_id, []).append(partie)
    cherche = normaliser(texte)
    lus = []
    for cercle in cercles:
        siennes = par_cercle.get(cercle.pk, []) if cercle.pk else []
        lignes = [lire_ligne(p, cercle, contacts=contacts) for p in siennes]
        lus.append(
            CercleLu(
                code=cercle.code,
                nom=cercle.nom,
                question=cercle.question,
                lignes=tuple(
                    ligne
                    for ligne in lignes
                    if (not attitude or (ligne.attitude or "inconnue") == attitude)
                    and not (a_placer and ligne.est_placee)
                    and (not cherche or cherche in normaliser(f"{ligne.nom} {ligne.role}"))
                ),
                total=len(lignes),
                reference=cercle.reference if cercle.pk else "",
            )
        )
    return Carte(centre=diagnostic.titre, cercles=tuple(lus))


def lire_ligne(partie: PartiePrenante, cercle: Cercle, *, contacts: bool) -> LignePartie:
    """Return ``partie`` as the map shows it."""
    acteur = partie.acteur
    prives: dict[str, Any] = {}
    if contacts:
        suivi = getattr(partie, "suivi", None)
        prives = {nom: getattr(partie, nom) for nom in PartiePrenante.PRIVES}
        prives["etat_contact"] = suivi.etat if suivi else str(SuiviContact.Etat.A_CONTACTER)
    return LignePartie(
        reference=partie.reference,
        nom=partie.nom,
        cercle=cercle.code,
        cercle_nom=cercle.nom,
        role=partie.role,
        influence=partie.influence,
        interet=partie.interet,
        attitude=partie.attitude,
        supposee=partie.supposee,
        acteur=acteur.reference if acteur else "",
        acteur_publie=bool(acteur and acteur.statut == "publie"),
        **prives,
    )


def carte_publique(carte: Carte) -> Carte:
    """Return the map as it may leave the démarche: names and circles only.

    Neither positions nor roles, which are the team's reading; no actor that is not published.
    """
    return Carte(
        centre=carte.centre,
        cercles=tuple(
            CercleLu(
                code=c.code,
                nom=c.nom,
                question=c.question,
                lignes=tuple(
                    LignePartie(
                        reference=ligne.reference,
                        nom=ligne.nom,
                        cercle=ligne.cercle,
                        cercle_nom=ligne.cercle_nom,
                    )
                    for ligne in c.lignes
                    if not ligne.acteur or ligne.acteur_publie
                ),
                total=c.total,
            )
            for c in carte.cercles
        ),
    )


def resumer(carte: Carte) -> str:
    """Say the map in one sentence: « 15 parties prenantes : 8 professionnels, … »."""
    morceaux = [f"{c.nom.lower()} {len(c.lignes)}" for c in carte.cercles if c.lignes]
    return ", ".join(morceaux)


def noms_de(lignes: Sequence[LignePartie], *, plafond: int = 12) -> str:
    """Name ``lignes``, a few at most, for a sentence."""
    noms = [ligne.nom for ligne in lignes[:plafond]]
    reste = len(lignes) - len(noms)
    return ", ".join(noms) + (f" et {reste} de plus" if reste else "")
