"""Comments: written, answered, reworded, erased, resolved; who is mentioned and told."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from diagnostics.echanges import Cible
from diagnostics.models import Avis, Commentaire, Diagnostic, Mention, ReglageAvis
from diagnostics.services.abonnements import membres_qui_lisent, suivre_de_soi_meme
from diagnostics.services.historique import signer

_FIN_DE_NOM = r"(?![\w-])"


def nettoyer(texte: str) -> str:
    """Return the text as kept, or raise a French ``ValidationError``."""
    propre = texte.replace("\r\n", "\n").strip()
    if not propre:
        raise ValidationError("Écrivez le commentaire avant de l’envoyer.", code="vide")
    if len(propre) > Commentaire.LONGUEUR_MAX:
        raise ValidationError(
            f"Le commentaire compte {len(propre)} caractères\u00a0: "
            f"ramenez-le à {Commentaire.LONGUEUR_MAX}.",
            code="long",
        )
    return propre


def motif_des_noms(noms: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds « @Prénom Nom » in a text, longest names first; None without names."""
    tries = sorted({n for n in noms if n}, key=len, reverse=True)
    if not tries:
        return None
    return re.compile(
        r"(?<![\w@])@(" + "|".join(re.escape(n) for n in tries) + ")" + _FIN_DE_NOM, re.IGNORECASE
    )


def reperer_mentions(texte: str, personnes: Iterable[Any]) -> list[Any]:
    """Return those of ``personnes`` that the text calls by name: « @Prénom Nom »."""
    personnes = list(personnes)
    motif = motif_des_noms(str(p) for p in personnes)
    if motif is None:
        return []
    appeles = {nom.casefold() for nom in motif.findall(texte)}
    return [p for p in personnes if str(p).casefold() in appeles]


@transaction.atomic
def commenter(
    *,
    diagnostic: Diagnostic,
    cible: Cible,
    texte: str,
    auteur: Any,
    fil: Commentaire | None = None,
    choisis: Collection[int] = (),
) -> Commentaire:
    """Write a comment about ``cible``, or answer conversation ``fil``.

    Args:
        diagnostic: the démarche.
        cible: what it is about; the author may read it.
        texte: the comment; « @Prénom Nom » mentions a member.
        auteur: who writes.
        fil: the conversation answered; a new one otherwise. Answering a resolved one opens it.
        choisis: primary keys of more people to mention.

    Raises:
        ValidationError: empty or too long, the same text twice in a row, or an answer to a
            conversation about something else.
    """
    texte = nettoyer(texte)
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    if fil is not None:
        fil = fil.fil or fil
        if (fil.diagnostic_id, fil.cible_type, fil.cible_reference) != (
            diagnostic.pk,
            cible.code,
            cible.reference,
        ):
            raise ValidationError("Cette conversation porte sur autre chose.", code="fil")
    dernier = diagnostic.commentaires.sur(cible.code, cible.reference).filter(fil=fil).last()
    if dernier and dernier.auteur_id == auteur.pk and dernier.texte == texte:
        raise ValidationError("Vous venez d’écrire ce commentaire.", code="repete")
    commentaire = Commentaire(
        diagnostic=diagnostic,
        cible_type=cible.code,
        cible_reference=cible.reference,
        fil=fil,
        auteur=auteur,
        texte=texte,
    )
    signer(commentaire, par=auteur, raison="Réponse" if fil else "Commentaire")
    commentaire.save()
    if fil is not None and fil.resolu_le is not None:
        rouvrir(commentaire=fil, par=auteur)
    mentionnes = _mentionner(commentaire, cible, choisis)
    suivre_de_soi_meme(
        diagnostic_id=diagnostic.pk,
        utilisateurs=[auteur.pk, *mentionnes],
        cible_type=cible.code,
        cible_reference=cible.reference,
    )
    return commentaire


def _mentionner(commentaire: Commentaire, cible: Cible, choisis: Collection[int]) -> list[int]:
    """Add the mentions the text calls for; only readers of the object can be mentioned."""
    lecteurs = membres_qui_lisent(diagnostic=commentaire.diagnostic, permission=cible.permission)
    appeles = {p.pk for p in reperer_mentions(commentaire.texte, lecteurs)}
    appeles |= {p.pk for p in lecteurs if p.pk in set(choisis)}
    appeles.discard(commentaire.auteur_id)
    deja = set(commentaire.mentions.values_list("utilisateur_id", flat=True))
    nouveaux = sorted(appeles - deja)
    mentions = [
        Mention.objects.create(commentaire=commentaire, utilisateur_id=pk) for pk in nouveaux
    ]
    _prevenir(mentions)
    return nouveaux


def _prevenir(mentions: list[Mention]) -> None:
    """Prepare the mails of those who want them at once; they leave once all is committed."""
    if not mentions:
        return
    autrement = set(
        ReglageAvis.objects.filter(utilisateur__in=[m.utilisateur_id for m in mentions])
        .exclude(mentions=ReglageAvis.Mentions.AUSSITOT)
        .values_list("utilisateur_id", flat=True)
    )
    avis = [
        Avis.objects.create(utilisateur_id=m.utilisateur_id, nature=Avis.Nature.MENTION, mention=m)
        for m in mentions
        if m.utilisateur_id not in autrement
    ]
    if avis:
        from diagnostics.tasks import envoyer_avis

        transaction.on_commit(lambda: envoyer_avis.delay([a.pk for a in avis]))


@transaction.atomic
def modifier_commentaire(
    *,
    commentaire: Commentaire,
    cible: Cible,
    texte: str,
    par: Any,
    version_attendue: int | None,
) -> Commentaire:
    """Reword one's comment; the former text stays in the history.

    Raises:
        ConflitDEdition: it changed since ``version_attendue``, in another tab.
        ValidationError: empty, too long, or erased meanwhile.
    """
    texte = nettoyer(texte)
    actuel = Commentaire.verrouiller(commentaire.pk, version_attendue)
    if actuel.supprime_le is not None:
        raise ValidationError("Ce commentaire a été effacé.", code="efface")
    if actuel.texte == texte:
        return commentaire
    actuel.texte = texte
    actuel.edite_le = timezone.now()
    signer(actuel, par=par, raison="Commentaire reformulé")
    actuel.save()
    _mentionner(actuel, cible, ())
    return actuel


@transaction.atomic
def effacer_commentaire(*, commentaire: Commentaire, par: Any) -> Commentaire:
    """Empty a comment of its text; its place stays, and so does its history."""
    actuel = Commentaire.verrouiller(commentaire.pk, None)
    if actuel.supprime_le is None:
        actuel.texte = ""
        actuel.supprime_le = timezone.now()
        signer(actuel, par=par, raison="Commentaire effacé")
        actuel.save()
        actuel.mentions.filter(lue_le=None).delete()
    return actuel


@transaction.atomic
def remettre_commentaire(*, commentaire: Commentaire, par: Any) -> Commentaire:
    """Give an erased comment its last text back.

    Raises:
        ValidationError: its history keeps no text.
    """
    actuel = Commentaire.verrouiller(commentaire.pk, None)
    if actuel.supprime_le is None:
        return actuel
    ancienne = actuel.history.exclude(texte="").order_by("-history_date", "-history_id").first()
    if ancienne is None:
        raise ValidationError("L’historique n’en garde aucun texte.", code="perdu")
    actuel.texte = ancienne.texte
    actuel.supprime_le = None
    signer(actuel, par=par, raison="Commentaire remis")
    actuel.save()
    return actuel


@transaction.atomic
def resoudre(*, commentaire: Commentaire, par: Any) -> Commentaire:
    """Close the conversation ``commentaire`` belongs to; answering it opens it again."""
    return _trancher(commentaire, par, resolu=True)


@transaction.atomic
def rouvrir(*, commentaire: Commentaire, par: Any) -> Commentaire:
    """Open the conversation again."""
    return _trancher(commentaire, par, resolu=False)


def _trancher(commentaire: Commentaire, par: Any, *, resolu: bool) -> Commentaire:
    racine = Commentaire.verrouiller(commentaire.fil_id or commentaire.pk, None)
    if (racine.resolu_le is not None) == resolu:
        return racine
    racine.resolu_le = timezone.now() if resolu else None
    racine.resolu_par = par if resolu else None
    signer(racine, par=par, raison="Conversation résolue" if resolu else "Conversation rouverte")
    racine.save()
    return racine


def marquer_lues(*, diagnostic: Diagnostic, utilisateur: Any, cible: Cible | None = None) -> int:
    """Note that the user read their mentions, of one object or of the whole démarche."""
    mentions = Mention.objects.filter(
        utilisateur=utilisateur, lue_le=None, commentaire__diagnostic=diagnostic
    )
    if cible is not None:
        mentions = mentions.filter(
            commentaire__cible_type=cible.code, commentaire__cible_reference=cible.reference
        )
    # Nothing unread, nothing written: a page that is only read must not wait for a writer.
    return mentions.update(lue_le=timezone.now()) if mentions.exists() else 0
