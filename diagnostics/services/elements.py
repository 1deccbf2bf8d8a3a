"""Statements of the matrix: written, edited, moved, withdrawn, put back."""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from diagnostics.models import Diagnostic, ElementMoff, Quadrant
from diagnostics.services.historique import signer
from socle.texte import normaliser

LONGUEUR_MAX: Final = 400
"""Longest statement, in characters."""
_BLANCS = re.compile(r"\s+")


def nettoyer(texte: str) -> str:
    """Return ``texte`` on one line, or raise a French ``ValidationError`` when it cannot be kept."""
    propre = _BLANCS.sub(" ", texte).strip()
    if not propre:
        raise ValidationError("Écrivez l’énoncé avant d’enregistrer.", code="vide")
    if len(propre) > LONGUEUR_MAX:
        raise ValidationError(
            f"L’énoncé compte {len(propre)} caractères\u00a0: ramenez-le à {LONGUEUR_MAX}, "
            "ou partagez-le en deux.",
            code="long",
        )
    return propre


@transaction.atomic
def ajouter(
    *,
    diagnostic: Diagnostic,
    quadrant: str,
    texte: str,
    auteur: Any,
    thematique: Any = None,
) -> ElementMoff:
    """Write a statement at the end of its quadrant.

    Raises:
        ValidationError: empty or too long text, unknown quadrant, or the same
            text already stands in the quadrant (a double click, often).
    """
    texte = nettoyer(texte)
    if quadrant not in Quadrant.values:
        raise ValidationError("Choisissez un des quatre quadrants.", code="quadrant")
    # The démarche's row serialises writers, so that two identical posts cannot both pass.
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    actifs = diagnostic.elements.actifs().filter(quadrant=quadrant)
    _refuser_repetition(actifs, texte, quadrant)
    dernier = actifs.aggregate(m=Max("ordre"))["m"]
    element = ElementMoff(
        diagnostic=diagnostic,
        quadrant=quadrant,
        texte=texte,
        thematique=thematique,
        auteur=auteur,
        ordre=0 if dernier is None else dernier + 1,
    )
    signer(element, par=auteur, raison="Ajout")
    element.save()
    return element


def _refuser_repetition(actifs: Any, texte: str, quadrant: str) -> None:
    cle = normaliser(texte)
    if any(normaliser(t) == cle for t in actifs.values_list("texte", flat=True)):
        raise ValidationError(
            f"Cet énoncé figure déjà dans les {Quadrant(quadrant).label}\u00a0: "
            "donnez-lui votre voix plutôt que de l’écrire deux fois.",
            code="repete",
        )


@transaction.atomic
def modifier(
    *,
    element: ElementMoff,
    texte: str,
    thematique: Any,
    par: Any,
    version_attendue: int | None,
) -> ElementMoff:
    """Change the text and theme; saving what already stands changes nothing.

    Raises:
        ConflitDEdition: somebody saved another text since version ``version_attendue``.
        ValidationError: empty or too long text.
    """
    texte = nettoyer(texte)
    actuel = ElementMoff.objects.select_for_update().get(pk=element.pk)
    if (actuel.texte, actuel.thematique_id) == (texte, getattr(thematique, "pk", None)):
        return actuel
    actuel = ElementMoff.verrouiller(element.pk, version_attendue)
    actuel.texte = texte
    actuel.thematique = thematique
    _compter_auteur(actuel, par)
    signer(actuel, par=par, raison="Reformulation")
    actuel.save()
    return actuel


def _compter_auteur(element: ElementMoff, par: Any) -> None:
    """Whoever rewrites a statement becomes one of its authors."""
    if par is not None and element.auteur_id is None:
        element.auteur = par
    elif par is not None and par.pk != element.auteur_id:
        element.coauteurs.add(par)


@transaction.atomic
def deplacer(
    *,
    element: ElementMoff,
    quadrant: str,
    par: Any,
    avant: ElementMoff | None = None,
) -> ElementMoff:
    """Put ``element`` in ``quadrant``, just before ``avant`` (None: at the end).

    Positions of the quadrant are renumbered. A change of quadrant is written in
    the history; a change of position alone is not.

    Raises:
        ValidationError: unknown quadrant, or a statement no longer in the matrix.
    """
    if quadrant not in Quadrant.values:
        raise ValidationError("Choisissez un des quatre quadrants.", code="quadrant")
    Diagnostic.objects.select_for_update().get(pk=element.diagnostic_id)
    element = ElementMoff.objects.select_for_update().get(pk=element.pk)
    _exiger_actif(element)
    voisins = [
        e
        for e in ElementMoff.objects.actifs().filter(
            diagnostic=element.diagnostic_id, quadrant=quadrant
        )
        if e.pk != element.pk
    ]
    rang = next((i for i, e in enumerate(voisins) if avant and e.pk == avant.pk), len(voisins))
    voisins.insert(rang, element)
    change_de_quadrant = element.quadrant != quadrant
    element.quadrant = quadrant
    for i, voisin in enumerate(voisins):
        voisin.ordre = i
    ElementMoff.objects.bulk_update([v for v in voisins if v.pk != element.pk], ["ordre"])
    if change_de_quadrant:
        signer(element, par=par, raison="Déplacement")
        element.save()
    else:
        ElementMoff.objects.filter(pk=element.pk).update(
            ordre=element.ordre, modifie_le=timezone.now()
        )
    return element


@transaction.atomic
def decaler(*, element: ElementMoff, pas: int, par: Any) -> ElementMoff:
    """Move ``element`` up (``pas`` < 0) or down (``pas`` > 0) in its quadrant."""
    rangs = list(
        ElementMoff.objects.actifs()
        .filter(diagnostic=element.diagnostic_id, quadrant=element.quadrant)
        .exclude(pk=element.pk)
    )
    devant = [e for e in rangs if (e.ordre, e.pk) < (element.ordre, element.pk)]
    rang = max(0, min(len(rangs), len(devant) + pas))
    avant = rangs[rang] if rang < len(rangs) else None
    return deplacer(element=element, quadrant=element.quadrant, par=par, avant=avant)


@transaction.atomic
def retirer(*, element: ElementMoff, par: Any) -> ElementMoff:
    """Take a statement out of the matrix; nothing is erased and ``retablir`` undoes it."""
    actuel = ElementMoff.verrouiller(element.pk, None)
    if actuel.etat != ElementMoff.Etat.ACTIF:
        return actuel
    actuel.etat = ElementMoff.Etat.RETIRE
    signer(actuel, par=par, raison="Retrait")
    actuel.save()
    return actuel


@transaction.atomic
def retablir(*, element: ElementMoff, par: Any) -> ElementMoff:
    """Put a withdrawn statement back, with its votes and evidence."""
    actuel = ElementMoff.verrouiller(element.pk, None)
    if actuel.etat != ElementMoff.Etat.RETIRE:
        return actuel
    actuel.etat = ElementMoff.Etat.ACTIF
    signer(actuel, par=par, raison="Retour dans la matrice")
    actuel.save()
    return actuel


def _exiger_actif(element: ElementMoff) -> None:
    if element.etat != ElementMoff.Etat.ACTIF:
        raise ValidationError(
            "Cet énoncé n’est plus dans la matrice\u00a0: il vient d’être retiré ou fusionné.",
            code="absent",
        )
