"""Stakes and project ideas: written, edited, supported, told whom they concern."""

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from acteurs.models import Acteur
from diagnostics.models import (
    ActeurConcerne,
    AppuiPiste,
    Diagnostic,
    ElementMoff,
    Enjeu,
    Entretien,
    MembreDiagnostic,
    PartiePrenante,
    Piste,
    PointDeVue,
)
from diagnostics.services.historique import lier, signer

CONSEILLEES: Final = 5
"""Open ideas beyond which the screen advises to choose: the method works with two to five."""
ACTEURS_MAX: Final = 60
"""Actors a démarche may compare: beyond, neither a matrix nor a room can hold them."""


def _suivant(objets: Any) -> int:
    dernier = objets.aggregate(m=Max("ordre"))["m"]
    return 0 if dernier is None else dernier + 1


@transaction.atomic
def creer_piste(
    *,
    diagnostic: Diagnostic,
    champs: dict[str, Any],
    par: Any,
    elements: Iterable[ElementMoff] = (),
    enjeux: Iterable[Enjeu] = (),
) -> Piste:
    """Write an idea born from statements and stakes.

    Raises:
        ValidationError: an idea of the same title already stands.
    """
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    if diagnostic.pistes.filter(titre__iexact=champs["titre"]).exists():
        raise ValidationError({"titre": "Une piste porte déjà ce titre\u00a0: complétez-la."})
    piste = Piste(diagnostic=diagnostic, auteur=par, ordre=_suivant(diagnostic.pistes), **champs)
    signer(piste, par=par, raison="Création")
    piste.full_clean(exclude=["diagnostic", "auteur", "thematique"])
    piste.save()
    lier(piste, "enjeux", enjeux)
    for element in elements:
        appuyer(piste=piste, par=par, element=element)
    return piste


@transaction.atomic
def modifier_piste(
    *,
    piste: Piste,
    champs: dict[str, Any],
    enjeux: Iterable[Enjeu],
    par: Any,
    version_attendue: int | None,
) -> Piste:
    """Change an idea, its state and its reason.

    Raises:
        ConflitDEdition: somebody saved it meanwhile.
        ValidationError: set aside without a reason, or title already taken.
    """
    actuelle = Piste.verrouiller(piste.pk, version_attendue)
    doublons = Piste.objects.filter(
        diagnostic=actuelle.diagnostic_id, titre__iexact=champs["titre"]
    )
    if doublons.exclude(pk=piste.pk).exists():
        raise ValidationError({"titre": "Une autre piste porte déjà ce titre."})
    change_etat = actuelle.etat != champs.get("etat", actuelle.etat)
    for nom, valeur in champs.items():
        setattr(actuelle, nom, valeur)
    signer(
        actuelle,
        par=par,
        raison=f"Devient « {actuelle.get_etat_display()} »" if change_etat else "Modification",
    )
    actuelle.full_clean(exclude=["diagnostic", "auteur", "thematique"])
    actuelle.save()
    lier(actuelle, "enjeux", enjeux)
    return actuelle


@transaction.atomic
def appuyer(
    *,
    piste: Piste,
    par: Any,
    sens: str = AppuiPiste.Sens.APPUIE,
    element: ElementMoff | None = None,
    entretien: Entretien | None = None,
    texte: str = "",
) -> AppuiPiste:
    """Attach what supports or contradicts an idea.

    Raises:
        ValidationError: nothing designated, another démarche's, or already attached.
    """
    for objet in (element, entretien):
        if objet is not None and objet.diagnostic_id != piste.diagnostic_id:
            raise ValidationError("Cet appui n’est pas de cette démarche.")
    appui = AppuiPiste(
        piste=piste, sens=sens, element=element, entretien=entretien, texte=texte, auteur=par
    )
    signer(appui, par=par, raison="Rattachement")
    appui.full_clean(exclude=["piste", "auteur"])
    appui.save()
    return appui


@transaction.atomic
def retirer_appui(*, appui: AppuiPiste, par: Any) -> None:
    """Take a support away; the history keeps it."""
    signer(appui, par=par, raison="Retrait")
    appui.delete()


@transaction.atomic
def trouver_ou_creer_acteur(
    *,
    diagnostic: Diagnostic,
    acteur: Acteur | None = None,
    partie: PartiePrenante | None = None,
    nom: str = "",
) -> ActeurConcerne:
    """Return the concerned actor of the démarche, created when it is a new one.

    A stakeholder of the map brings its name and its actor.

    Raises:
        ValidationError: neither actor nor name, or too many of them.
    """
    if partie is not None:
        if partie.diagnostic_id != diagnostic.pk:
            raise ValidationError("Cette partie prenante n’est pas de cette démarche.")
        acteur, nom = partie.acteur or acteur, partie.nom
    nom = " ".join((acteur.nom if acteur and not partie else nom).split())[:200]
    if not nom:
        raise ValidationError("Choisissez un acteur, ou écrivez son nom.")
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    connus = diagnostic.acteurs_concernes
    trouve = (connus.filter(acteur=acteur).first() if acteur else None) or connus.filter(
        nom__iexact=nom
    ).first()
    if trouve:
        trouve.acteur = trouve.acteur or acteur
        trouve.partie = trouve.partie or partie
        trouve.save(update_fields=["acteur", "partie", "modifie_le"])
        return trouve
    if connus.count() >= ACTEURS_MAX:
        raise ValidationError(f"La démarche compare déjà {ACTEURS_MAX} acteurs, le maximum.")
    return ActeurConcerne.objects.create(
        diagnostic=diagnostic, acteur=acteur, partie=partie, nom=nom, ordre=_suivant(connus)
    )


@transaction.atomic
def concerner(
    *,
    piste: Piste,
    acteur: Acteur | None = None,
    partie: PartiePrenante | None = None,
    nom: str = "",
    fiche: Any = None,
) -> ActeurConcerne:
    """Say that an idea concerns an actor."""
    concerne = fiche or trouver_ou_creer_acteur(
        diagnostic=piste.diagnostic, acteur=acteur, partie=partie, nom=nom
    )
    concerne.pistes.add(piste)
    return concerne


@transaction.atomic
def ne_plus_concerner(*, piste: Piste, concerne: ActeurConcerne) -> None:
    """Take an actor off an idea on which they have said nothing yet.

    Raises:
        ValidationError: the actor gave a point of view on it.
    """
    if PointDeVue.objects.filter(piste=piste, acteur=concerne).exists():
        raise ValidationError(
            f"{concerne} s’est exprimé sur cette piste\u00a0: son point de vue y reste."
        )
    concerne.pistes.remove(piste)


@transaction.atomic
def confier(*, concerne: ActeurConcerne, membre: MembreDiagnostic | None) -> None:
    """Let a member of role « structure » write for an actor (None: nobody any more).

    Raises:
        ValidationError: a member of another démarche, or who is not a structure.
    """
    if membre is not None and (
        membre.diagnostic_id != concerne.diagnostic_id
        or membre.role != MembreDiagnostic.Role.STRUCTURE
    ):
        raise ValidationError("Choisissez une structure membre de la démarche.")
    concerne.membre = membre
    concerne.save(update_fields=["membre", "modifie_le"])


@transaction.atomic
def enregistrer_enjeu(
    *,
    diagnostic: Diagnostic,
    champs: dict[str, Any],
    par: Any,
    enjeu: Enjeu | None = None,
    version_attendue: int | None = None,
) -> Enjeu:
    """Create a stake, or change ``enjeu``.

    Raises:
        ConflitDEdition: somebody saved it meanwhile.
        ValidationError: no title.
    """
    plusieurs = {nom: champs.pop(nom) for nom in ("thematiques", "elements") if nom in champs}
    if enjeu is None:
        Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
        actuel = Enjeu(diagnostic=diagnostic, ordre=_suivant(diagnostic.enjeux))
    else:
        actuel = Enjeu.verrouiller(enjeu.pk, version_attendue)
    for nom, valeur in champs.items():
        setattr(actuel, nom, valeur)
    signer(actuel, par=par, raison="Modification" if enjeu else "Création")
    actuel.full_clean(exclude=["diagnostic"])
    actuel.save()
    for nom, valeurs in plusieurs.items():
        lier(actuel, nom, valeurs)
    return actuel


@transaction.atomic
def supprimer_enjeu(*, enjeu: Enjeu, par: Any) -> None:
    """Erase a stake; ideas born from it stay. The history keeps it."""
    signer(enjeu, par=par, raison="Retrait")
    enjeu.delete()
