"""The editorial cycle: which action leads from which state to which, and who may do it.

brouillon → proposée → en relecture → publiée → à revoir → archivée or retirée, with a reason.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from plateformes.models import ChangementPublic, Plateforme, Relecture
from plateformes.services.fiches import enregistrer
from plateformes.services.journal import noter_changement
from plateformes.services.propositions import conclure_nouvelles
from plateformes.services.quatre_yeux import exiger_quatre_yeux

S = Plateforme.Statut
RAISON = "Statut\u00a0: "
"""How the reason of every history row of a change of state begins."""


@dataclass(frozen=True)
class Action:
    """One step of the cycle."""

    code: str
    libelle: str
    depuis: frozenset[str]
    vers: str
    permission: str = "plateformes.modifier"
    motif: bool = False
    public: str = ""
    """Nature of the line of the public change log, "" for none."""
    aide: str = ""


def _etats(*etats: str) -> frozenset[str]:
    return frozenset(etats)


ACTIONS: dict[str, Action] = {
    action.code: action
    for action in (
        Action(
            "adopter",
            "Prendre en charge",
            _etats(S.PROPOSEE, S.EN_RELECTURE, S.BROUILLON, S.PUBLIEE, S.A_REVOIR, S.ARCHIVEE),
            "",
            "plateformes.adopter",
            aide="Votre réseau devient responsable de la fiche.",
        ),
        Action(
            "soumettre",
            "Proposer au catalogue",
            _etats(S.BROUILLON),
            S.PROPOSEE,
            aide="Elle quitte les brouillons\u00a0: les réseaux la voient parmi les fiches proposées.",
        ),
        Action(
            "relire",
            "Mettre en relecture",
            _etats(S.BROUILLON, S.PROPOSEE, S.A_REVOIR),
            S.EN_RELECTURE,
            aide="Elle se relit avant d’être publiée\u00a0: confiez-la ensuite à quelqu’un depuis la "
            "fiche.",
        ),
        Action(
            "publier",
            "Publier",
            _etats(S.EN_RELECTURE, S.A_REVOIR),
            S.PUBLIEE,
            "plateformes.publier",
            public=ChangementPublic.Nature.PUBLICATION,
            aide="Tout le monde la lira, sans compte.",
        ),
        Action(
            "confirmer",
            "Confirmer qu’elle est à jour",
            _etats(S.PUBLIEE),
            S.PUBLIEE,
            "plateformes.publier",
            public=ChangementPublic.Nature.REVUE,
            aide="La prochaine relecture sera demandée dans un an, ou selon vos réglages.",
        ),
        Action(
            "signaler",
            "Signaler à revoir",
            _etats(S.PUBLIEE),
            S.A_REVOIR,
            motif=True,
            public=ChangementPublic.Nature.A_REVOIR,
            aide="Elle reste lisible, avec la mention « à revoir » et le motif.",
        ),
        Action(
            "renvoyer",
            "Renvoyer en brouillon",
            _etats(S.PROPOSEE, S.EN_RELECTURE),
            S.BROUILLON,
            motif=True,
            aide="Il manque trop pour la relire\u00a0: dites quoi.",
        ),
        Action(
            "archiver",
            "Archiver",
            _etats(S.PUBLIEE, S.A_REVOIR),
            S.ARCHIVEE,
            "plateformes.publier",
            motif=True,
            public=ChangementPublic.Nature.ARCHIVAGE,
            aide="Elle a existé et n’est plus proposée ; les réseaux la gardent.",
        ),
        Action(
            "retirer",
            "Retirer",
            _etats(S.BROUILLON, S.PROPOSEE, S.EN_RELECTURE, S.PUBLIEE, S.A_REVOIR, S.ARCHIVEE),
            S.RETIREE,
            "plateformes.publier",
            motif=True,
            public=ChangementPublic.Nature.RETRAIT,
            aide="Elle n’a pas sa place au catalogue.",
        ),
        Action(
            "rouvrir",
            "Rouvrir en brouillon",
            _etats(S.ARCHIVEE, S.RETIREE),
            S.BROUILLON,
            aide="On la reprend du début\u00a0: elle reste invisible du public d’ici là.",
        ),
    )
}


def actions_possibles(plateforme: Plateforme, utilisateur: Any) -> list[Action]:
    """Return what this user may do now, in the order of the cycle."""
    return [
        action
        for action in ACTIONS.values()
        if plateforme.statut in action.depuis
        and (action.code != "adopter" or plateforme.reseau_id is None)
        and utilisateur.has_perm(action.permission, plateforme)
    ]


def changer_statut(
    *,
    plateforme: Plateforme,
    action: str,
    par: Any,
    motif: str = "",
    reseau: Any = None,
    version_attendue: int | None = None,
) -> Plateforme:
    """Make one step of the cycle, with its history row and its line of the public log.

    Args:
        plateforme: the entry.
        action: code of ``ACTIONS``.
        par: who does it.
        motif: why, for the actions that say it.
        reseau: the network that takes the entry, for ``adopter``.
        version_attendue: version the page showed.

    Raises:
        PermissionDenied: not theirs to do.
        ValidationError: not from this state, without a reason, or alone under four eyes.
        ConflitDEdition: the entry changed meanwhile.
    """
    etape = ACTIONS[action]
    with transaction.atomic():
        plateforme = Plateforme.verrouiller(plateforme.pk, version_attendue)
        if not par.has_perm(etape.permission, plateforme):
            raise PermissionDenied
        if plateforme.statut not in etape.depuis:
            raise ValidationError(
                f"La fiche est {plateforme.get_statut_display().lower()}\u00a0: "
                "cette action n’est plus possible."
            )
        if etape.motif and not motif.strip():
            raise ValidationError("Dites pourquoi\u00a0: le motif est gardé avec la fiche.")
        avant = plateforme.statut
        if action == "adopter":
            _adopter(plateforme, reseau, par)
        else:
            if action == "publier":
                exiger_quatre_yeux(plateforme=plateforme, par=par)
            _passer(plateforme, etape, motif.strip())
        enregistrer(plateforme, par=par, raison=f"{RAISON}{etape.libelle}")
        # A proposal that is turned down never was public: nothing to tell.
        if etape.public and (avant in _VUS or etape.vers == S.PUBLIEE):
            noter_changement(plateforme, nature=etape.public, texte=motif.strip())
        if avant not in _VUS and etape.vers in {S.PUBLIEE, S.RETIREE}:
            conclure_nouvelles(
                plateforme=plateforme,
                par=par,
                motif=motif.strip() if etape.vers == S.RETIREE else "",
            )
    return plateforme


_VUS = {S.PUBLIEE, S.A_REVOIR, S.ARCHIVEE}


def _adopter(plateforme: Plateforme, reseau: Any, par: Any) -> None:
    from plateformes.rules import reseaux_de

    if reseau is None or (reseau.pk not in reseaux_de(par) and not par.is_superuser):
        raise ValidationError("Choisissez un réseau pour lequel vous écrivez.")
    plateforme.reseau = reseau


def _passer(plateforme: Plateforme, etape: Action, motif: str) -> None:
    maintenant = timezone.now()
    plateforme.statut = etape.vers
    plateforme.motif = motif if etape.motif else ""
    if etape.vers == S.PUBLIEE:
        plateforme.revue_le = maintenant
        plateforme.publiee_le = plateforme.publiee_le or maintenant
        plateforme.rappelee_le = None
    if etape.vers in {S.PUBLIEE, S.BROUILLON, S.ARCHIVEE, S.RETIREE}:
        attendues = plateforme.relectures.filter(verdict=Relecture.Verdict.ATTENDU)
        attendues.update(verdict=Relecture.Verdict.ANNULEE)
