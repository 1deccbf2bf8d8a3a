"""Read model of conversations: about one object, or all those of a démarche."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from diagnostics.echanges import Cible, trouver_cibles, types_de_cibles
from diagnostics.models import Commentaire, Diagnostic, Mention


@dataclass(frozen=True)
class Remarque:
    """One comment, ready to print."""

    commentaire: Commentaire
    noms: tuple[str, ...]
    mienne: bool
    a_lire: bool

    @property
    def reference(self) -> str:
        """Its public identity."""
        return self.commentaire.reference

    @property
    def est_effacee(self) -> bool:
        """Whether its author erased it."""
        return self.commentaire.supprime_le is not None


@dataclass(frozen=True)
class Conversation:
    """A remark and its answers."""

    racine: Remarque
    reponses: tuple[Remarque, ...]
    cible: Cible | None = None

    @property
    def est_resolue(self) -> bool:
        """Whether somebody closed it."""
        return self.racine.commentaire.resolu_le is not None

    @property
    def nombre(self) -> int:
        """How many comments still say something."""
        return sum(1 for r in (self.racine, *self.reponses) if not r.est_effacee)

    @property
    def derniere(self) -> datetime:
        """When somebody last spoke."""
        return max(r.commentaire.cree_le for r in (self.racine, *self.reponses))

    @property
    def a_lire(self) -> bool:
        """Whether the reader is mentioned in it and has not read it."""
        return any(r.a_lire for r in (self.racine, *self.reponses))


@dataclass(frozen=True)
class Fil:
    """What was said about one object: open conversations first to last, then resolved ones."""

    ouvertes: tuple[Conversation, ...]
    resolues: tuple[Conversation, ...]

    @property
    def nombre(self) -> int:
        """How many comments still say something."""
        return sum(c.nombre for c in (*self.ouvertes, *self.resolues))


def lire_fil(*, diagnostic: Diagnostic, cible: Cible, utilisateur: Any) -> Fil:
    """Read what was said about ``cible`` (two queries, whatever the number)."""
    commentaires = _complets(diagnostic.commentaires.sur(cible.code, cible.reference))
    conversations = _assembler(commentaires, utilisateur)
    return Fil(
        ouvertes=tuple(c for c in conversations if not c.est_resolue),
        resolues=tuple(c for c in conversations if c.est_resolue),
    )


def lire_conversations(
    *,
    diagnostic: Diagnostic,
    utilisateur: Any,
    resolues: bool = False,
    me_mentionnent: bool = False,
    outil: str = "",
) -> list[Conversation]:
    """Read the conversations of the démarche the user may read, latest first.

    Costs one query per kind of object talked about, whatever their number.
    """
    lisibles = [
        t.code
        for t in types_de_cibles()
        if utilisateur.has_perm(t.permission, diagnostic) and outil in {"", t.outil}
    ]
    commentaires = _complets(diagnostic.commentaires.filter(cible_type__in=lisibles))
    conversations = [
        c
        for c in _assembler(commentaires, utilisateur)
        if c.est_resolue == resolues and (not me_mentionnent or _me_mentionne(c, utilisateur))
    ]
    cibles = trouver_cibles(diagnostic, (designer(c) for c in conversations))
    # What the object's disappearance leaves alone is not shown: nothing says who may read it.
    placees = [
        Conversation(c.racine, c.reponses, cibles[designer(c)])
        for c in conversations
        if designer(c) in cibles
    ]
    return sorted(placees, key=lambda c: c.derniere, reverse=True)


def designer(conversation: Conversation) -> tuple[str, str]:
    """Return what the conversation is about: (code, reference)."""
    racine = conversation.racine.commentaire
    return racine.cible_type, racine.cible_reference


def compter_par_cible(*, diagnostic: Diagnostic, code: str) -> dict[str, int]:
    """Count the comments of every object of a kind, by reference (one query)."""
    comptes: dict[str, int] = defaultdict(int)
    lignes = diagnostic.commentaires.filter(cible_type=code, supprime_le=None)
    for reference in lignes.values_list("cible_reference", flat=True):
        comptes[reference] += 1
    return dict(comptes)


def _complets(commentaires: Any) -> Any:
    return commentaires.select_related("auteur", "resolu_par").prefetch_related(
        Prefetch("mentions", Mention.objects.select_related("utilisateur"))
    )


def _assembler(commentaires: Iterable[Commentaire], utilisateur: Any) -> list[Conversation]:
    racines: list[Remarque] = []
    reponses: dict[int, list[Remarque]] = defaultdict(list)
    for commentaire in commentaires:
        remarque = _remarque(commentaire, utilisateur)
        if commentaire.fil_id is None:
            racines.append(remarque)
        else:
            reponses[commentaire.fil_id].append(remarque)
    return [
        Conversation(racine, tuple(reponses[racine.commentaire.pk]))
        for racine in racines
        # An erased remark nobody answered leaves nothing to read, but to its author.
        if not racine.est_effacee or reponses[racine.commentaire.pk] or racine.mienne
    ]


def _remarque(commentaire: Commentaire, utilisateur: Any) -> Remarque:
    mentions = list(commentaire.mentions.all())
    return Remarque(
        commentaire=commentaire,
        noms=tuple(str(m.utilisateur) for m in mentions),
        mienne=commentaire.auteur_id == utilisateur.pk,
        a_lire=any(m.utilisateur_id == utilisateur.pk and m.lue_le is None for m in mentions),
    )


def _me_mentionne(conversation: Conversation, utilisateur: Any) -> bool:
    return any(
        m.utilisateur_id == utilisateur.pk
        for r in (conversation.racine, *conversation.reponses)
        for m in r.commentaire.mentions.all()
    )
