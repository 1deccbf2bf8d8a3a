"""The stakeholder map as a tool of sessions: notes by circle, kept ones become stakeholders."""

from typing import Any

from diagnostics.models import Diagnostic, GroupeNotes, Seance
from diagnostics.models.seance import Carte
from diagnostics.services.carte_parties import cercles_de
from diagnostics.services.parties import ajouter_partie, retirer_partie
from diagnostics.services.seance.outils import Case, Outil, enregistrer_outil, motif_de

_NOM_MAX = 160


def _origine(carte: Carte) -> str:
    genre = "groupe" if isinstance(carte, GroupeNotes) else "note"
    return f"{genre}:{carte.pk}"


def _cases(diagnostic: Diagnostic) -> tuple[Case, ...]:
    return tuple(
        Case(cercle.code, cercle.nom, cercle.question, motif_de(rang))
        for rang, cercle in enumerate(cercles_de(diagnostic))
    )


def _verser(seance: Seance, carte: Carte, par: Any) -> None:
    partie = seance.diagnostic.parties.filter(origine=_origine(carte)).first()
    if partie is not None:
        retirer_partie(partie=partie, par=par, retiree=False)
        return
    ajouter_partie(
        diagnostic=seance.diagnostic,
        cercle=carte.case,
        nom=carte.texte[:_NOM_MAX],
        par=par,
        origine=_origine(carte),
    )


def _retirer(seance: Seance, carte: Carte, par: Any) -> None:
    partie = seance.diagnostic.parties.filter(origine=_origine(carte)).first()
    if partie is not None:
        retirer_partie(partie=partie, par=par)


enregistrer_outil(
    Outil(
        code=Seance.Outil.PARTIES,
        cases=_cases,
        verser=_verser,
        retirer=_retirer,
        nom_url="diagnostics:parties",
    )
)
