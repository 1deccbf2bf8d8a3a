"""The chapter on project ideas: everything for members, aggregates only in public."""

from typing import Final

from diagnostics.calculs.convergence import SEUIL_PRIVE
from diagnostics.lectures_convergence import LecturePiste
from diagnostics.models import AppuiPiste, Diagnostic
from diagnostics.services.convergence import lire_convergence
from rapports.services.structures import PisteLue, Position, Souhait
from socle.typographie import typographier

LIGNES_MAX: Final = 40
"""Expectations, and contributions, that the chapter prints for one idea."""


def lire_pistes(diagnostic: Diagnostic, *, publique: bool) -> tuple[PisteLue, ...]:
    """Return the ideas as this audience may read them.

    Public: no actor is named, a mean needs three answers, and private positions only
    enter it as ``diagnostics.calculs.convergence.compter`` allows. Members: positions that
    are not private, with the names of actors.
    """
    lecture = lire_convergence(diagnostic, seuil=SEUIL_PRIVE if publique else 0)
    return tuple(_lire(lue, publique=publique) for lue in lecture.pistes)


def _lire(lue: LecturePiste, *, publique: bool) -> PisteLue:
    piste = lue.piste
    sens = [a.sens for a in piste.appuis.all()]
    phrases = [lue.part, lue.phrase, lue.confiance if lue.adhesion.entendus else ""]
    if lue.attentes or lue.apports:
        phrases.append(lue.bilan)
    if lue.tensions and not publique:
        phrases += [f"En tension : {t.un.nom} et {t.autre.nom}. {t.phrase}" for t in lue.tensions]
    return PisteLue(
        reference=piste.reference,
        titre=typographier(piste.titre),
        etat=piste.get_etat_display(),
        theme=typographier(str(piste.thematique or "")),
        description=typographier(piste.description),
        raison=typographier(piste.raison),
        enjeux=typographier(", ".join(e.titre for e in piste.enjeux.all())),
        appuis=sens.count(AppuiPiste.Sens.APPUIE),
        contredits=sens.count(AppuiPiste.Sens.CONTREDIT),
        phrases=tuple(typographier(p) for p in phrases if p),
        positions=()
        if publique
        else tuple(
            Position(
                typographier(c.acteur.nom),
                c.mots + (" (lecture de l’équipe)" if c.point and c.point.lecture else ""),
                typographier(c.point.compris) if c.point else "",
                typographier(c.point.sens) if c.point else "",
            )
            for c in lue.cellules
            if c.etat != "hors"
        ),
        attentes=tuple(
            Souhait(
                typographier(a.attente.texte),
                "une réponse existe" if a.reponses else "sans réponse",
                "" if publique else typographier(a.acteur.nom),
            )
            for a in lue.attentes[:LIGNES_MAX]
        ),
        apports=tuple(
            Souhait(
                typographier(a.apport.texte),
                a.apport.get_nature_display().lower(),
                "" if publique else typographier(a.acteur.nom),
            )
            for a in lue.apports[:LIGNES_MAX]
        ),
    )
