"""Evidence: what a statement rests on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from diagnostics.models import ElementMoff, Preuve
from diagnostics.services.historique import signer


@transaction.atomic
def rattacher(  # noqa: PLR0913 - one argument per field
    *,
    element: ElementMoff,
    nature: str,
    par: Any,
    sens: str = Preuve.Sens.APPUIE,
    acteur: Any = None,
    indicateur: Any = None,
    entretien: Any = None,
    passage: Any = None,
    texte: str = "",
    url: str = "",
) -> Preuve:
    """Attach one piece of evidence to ``element``, for or against it (``sens``).

    Only the link that goes with ``nature`` is kept; a ``passage`` is of the interview. An interview must belong to
    the same démarche, an indicator to its territory.

    Raises:
        ValidationError: nothing designated, a link from elsewhere, the same
            evidence twice (on either side), or a statement no longer in the matrix.
    """
    element = ElementMoff.objects.select_for_update().get(pk=element.pk)
    if element.etat != ElementMoff.Etat.ACTIF:
        raise ValidationError(
            "Cet énoncé n’est plus dans la matrice\u00a0: il vient d’être retiré ou fusionné.",
            code="absent",
        )
    liens = {
        "acteur": acteur if nature == Preuve.Nature.ACTEUR else None,
        "indicateur": indicateur if nature == Preuve.Nature.INDICATEUR else None,
        "entretien": entretien if nature == Preuve.Nature.ENTRETIEN else None,
    }
    _verifier_provenance(element, **liens)
    preuve = Preuve(
        element=element,
        nature=nature,
        sens=sens,
        texte=texte.strip(),
        url=url,
        auteur=par,
        passage=passage if liens["entretien"] else None,
        **liens,
    )
    preuve.full_clean(exclude=["element", "auteur"])
    memes = element.preuves.filter(nature=nature, texte=preuve.texte, url=url, **liens)
    if memes.filter(passage=preuve.passage).exists():
        raise ValidationError("Cette preuve est déjà rattachée à l’énoncé.", code="repetee")
    contre = preuve.sens == Preuve.Sens.CONTREDIT
    signer(preuve, par=par, raison="Contradiction signalée" if contre else "Preuve rattachée")
    preuve.save()
    return preuve


def _verifier_provenance(
    element: ElementMoff, *, acteur: Any, indicateur: Any, entretien: Any
) -> None:
    if entretien is not None and entretien.diagnostic_id != element.diagnostic_id:
        raise ValidationError("Cet entretien appartient à une autre démarche.", code="entretien")
    if indicateur is not None and indicateur.territoire_id != element.diagnostic.territoire_id:
        raise ValidationError(
            "Cette donnée décrit un autre territoire que celui de la démarche.", code="indicateur"
        )


@transaction.atomic
def detacher(*, preuve: Preuve, par: Any) -> None:
    """Take a piece of evidence away; the history of the statement keeps it."""
    signer(preuve, par=par, raison="Preuve retirée")
    preuve.delete()
