"""Reviews: given to someone, a checklist, remarks on fields, then a verdict."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptes.models import Utilisateur
from plateformes.models import CommentaireChamp, Plateforme, Relecture
from plateformes.services.courriels import NatureCourriel
from plateformes.services.fiches import CHAMPS_SAISIS, LISTES
from socle.courriels import annoncer

Verdict = Relecture.Verdict
POINTS: dict[str, str] = {
    "identite": "Le nom, le site et le logo sont ceux de la plateforme",
    "clair": "La présentation est en mots simples, sans slogan",
    "besoins": "Les besoins, fonctions et publics sont exacts",
    "porteur": "La structure porteuse et la forme juridique sont vérifiées à la source",
    "gouvernance": "Gouvernance et partage des bénéfices sont décrits ou dits inconnus",
    "donnees": "Hébergement, sous-traitance et contact sur les données sont renseignés",
    "logiciel": "Licence, dépôt et accessibilité sont vérifiés",
    "chiffres": "Chaque chiffre a sa date et sa source",
    "personnes": "Aucune donnée personnelle n’est publiée",
}
CHAMPS_COMMENTABLES = (*CHAMPS_SAISIS, *LISTES)


def compte_actif(courriel: str) -> Utilisateur | None:
    """Return the account of an address, when somebody still uses it."""
    return Utilisateur.objects.filter(email__iexact=courriel, is_active=True).first()


@transaction.atomic
def confier_relecture(
    *, plateforme: Plateforme, relecteur: Any, par: Any, echeance: date | None = None
) -> Relecture:
    """Give an entry to someone to review; it goes into review when it was not.

    Raises:
        PermissionDenied: not theirs to give.
        ValidationError: that person already has it.
    """
    from plateformes.services.cycle import ACTIONS, changer_statut

    if not par.has_perm("plateformes.modifier", plateforme):
        raise PermissionDenied
    try:
        with transaction.atomic():
            relecture = Relecture.objects.create(
                plateforme=plateforme, relecteur=relecteur, demandee_par=par, echeance=echeance
            )
    except IntegrityError as erreur:
        raise ValidationError("Cette personne a déjà une relecture en cours.") from erreur
    if relecteur.pk != par.pk:
        annoncer(NatureCourriel.RELECTURE, relecture, [relecteur.email])
    actuel = Plateforme.objects.values_list("statut", flat=True).get(pk=plateforme.pk)
    if actuel in ACTIONS["relire"].depuis:
        changer_statut(plateforme=plateforme, action="relire", par=par)
    return relecture


@transaction.atomic
def rendre_relecture(
    *, relecture: Relecture, par: Any, verdict: str, checklist: dict[str, bool], commentaire: str
) -> Relecture:
    """Write the verdict of a review.

    Raises:
        PermissionDenied: given to somebody else.
        ValidationError: rendered or cancelled already; an agreement with points left; a refusal
            without a word.
    """
    relecture = Relecture.verrouiller(relecture.pk, None)
    if relecture.relecteur_id != par.pk:
        raise PermissionDenied
    if relecture.verdict != Verdict.ATTENDU:
        raise ValidationError("Cette relecture est déjà rendue, ou n’est plus attendue.")
    if verdict not in {Verdict.ACCORD, Verdict.RESERVES, Verdict.REFUS}:
        raise ValidationError("Choisissez un verdict.")
    faits = {code: bool(checklist.get(code)) for code in POINTS}
    if verdict == Verdict.ACCORD and not all(faits.values()):
        raise ValidationError(
            "Il reste des points à vérifier\u00a0: cochez-les, ou rendez « à corriger »."
        )
    if verdict != Verdict.ACCORD and not commentaire.strip():
        raise ValidationError("Dites ce qui est à corriger.")
    relecture.verdict = verdict
    relecture.checklist = faits
    relecture.commentaire = commentaire.strip()
    relecture.version_relue = relecture.plateforme.version
    relecture.rendue_le = timezone.now()
    relecture.save()
    return relecture


def commenter_champ(
    *,
    plateforme: Plateforme,
    champ: str,
    texte: str,
    par: Any,
    relecture: Relecture | None = None,
) -> CommentaireChamp:
    """Write a remark on a field.

    Raises:
        PermissionDenied: neither a reviewer nor of a network.
        ValidationError: no such field, or nothing said.
    """
    if not par.has_perm("plateformes.relire", plateforme):
        raise PermissionDenied
    if champ not in CHAMPS_COMMENTABLES:
        raise ValidationError("Choisissez le champ dont vous parlez.")
    if not texte.strip():
        raise ValidationError("Écrivez votre remarque.")
    return CommentaireChamp.objects.create(
        plateforme=plateforme, champ=champ, texte=texte.strip(), auteur=par, relecture=relecture
    )


def regler_commentaire(*, commentaire: CommentaireChamp, par: Any, regle: bool) -> None:
    """Settle a remark, or open it again.

    Raises:
        PermissionDenied: neither its author nor whoever may change the entry.
    """
    peut = par.has_perm("plateformes.modifier", commentaire.plateforme)
    if not peut and commentaire.auteur_id != par.pk:
        raise PermissionDenied
    commentaire.resolu = regle
    commentaire.resolu_par = par if regle else None
    commentaire.resolu_le = timezone.now() if regle else None
    commentaire.save()
