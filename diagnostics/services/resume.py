"""What a mail says: who mentioned whom, and what changed since the last time.

A mail leaves the platform: it names objects and says what happened to them, never what was
said. What takes more than being a member to be read (interviews, contacts) is told by its
title at most.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from diagnostics.acces import LIRE
from diagnostics.echanges import OUTILS, trouver_cible, trouver_cibles, type_de_cible
from diagnostics.models import Abonnement, Commentaire, Diagnostic, Mention, ReglageAvis
from diagnostics.rules import role_de
from diagnostics.services.bilan import dire_nombre
from diagnostics.services.journal import Entree, Filtres, lire_entrees
from socle.typographie import INSECABLE

LIGNES_PAR_OUTIL: Final = 12
ENTREES_MAX: Final = 500


@dataclass(frozen=True)
class ContenuMention:
    """The mail of a mention."""

    sujet: str
    auteur: str
    objet: str
    demarche: str
    extrait: str
    url: str


@dataclass(frozen=True)
class Ligne:
    """One object and what happened to it."""

    titre: str
    detail: str
    url: str


@dataclass(frozen=True)
class Rubrique:
    """One tool of a démarche."""

    titre: str
    lignes: tuple[Ligne, ...]
    reste: int


@dataclass(frozen=True)
class Chapitre:
    """One démarche."""

    titre: str
    territoire: str
    url: str
    journal: str
    rubriques: tuple[Rubrique, ...]


@dataclass(frozen=True)
class Resume:
    """The whole summary; ``doute`` is since when an earlier mail may be missing."""

    sujet: str
    periode: str
    mentions: tuple[Ligne, ...] = ()
    chapitres: tuple[Chapitre, ...] = ()
    doute: str = ""
    doutes: tuple[Ligne, ...] = field(default=())

    @property
    def est_vide(self) -> bool:
        """Whether nothing happened."""
        return not self.chapitres and not self.mentions


def adresse_du_fil(diagnostic: Diagnostic, commentaire: Commentaire) -> str:
    """Return the page of the conversation, at this very comment."""
    page = reverse(
        "diagnostics:fil",
        args=[diagnostic.reference, commentaire.cible_type, commentaire.cible_reference],
    )
    return f"{page}#c-{commentaire.reference}"


def composer_mention(mention: Mention, utilisateur: Any) -> ContenuMention | None:
    """Return what the mail of a mention says; None when it no longer has to be sent."""
    commentaire = mention.commentaire
    diagnostic = commentaire.diagnostic
    cible = trouver_cible(diagnostic, commentaire.cible_type, commentaire.cible_reference)
    if (
        cible is None
        or commentaire.supprime_le is not None
        or mention.lue_le is not None
        or not utilisateur.has_perm(cible.permission, diagnostic)
    ):
        return None
    auteur = str(commentaire.auteur or "Quelqu’un")
    libelle = cible.type.libelle.lower()
    objet = f"{libelle} «{INSECABLE}{Truncator(cible.titre).chars(90)}{INSECABLE}»"
    return ContenuMention(
        sujet=f"{auteur} vous mentionne dans «{INSECABLE}{diagnostic.titre}{INSECABLE}»",
        auteur=auteur,
        objet=objet,
        demarche=diagnostic.titre,
        extrait=Truncator(commentaire.texte).chars(600) if cible.permission == LIRE else "",
        url=settings.TERREAU_URL + adresse_du_fil(diagnostic, commentaire),
    )


def composer_resume(
    *, utilisateur: Any, depuis: datetime, jusqu_a: datetime, doute: datetime | None = None
) -> Resume:
    """Return what changed in what the person follows, others' doings only."""
    suivis = _suivis(utilisateur)
    chapitres = []
    for diagnostic, cibles in suivis.items():
        if role_de(utilisateur, diagnostic) is None:
            continue
        rubriques = _rubriques(utilisateur, diagnostic, cibles, depuis, jusqu_a)
        if rubriques:
            chapitres.append(
                Chapitre(
                    titre=diagnostic.titre,
                    territoire=diagnostic.territoire.nom,
                    url=_url("diagnostics:fiche", diagnostic),
                    journal=_url("diagnostics:historique", diagnostic),
                    rubriques=rubriques,
                )
            )
    mentions = _mentions(utilisateur, depuis, jusqu_a)
    nombre = sum(len(r.lignes) + r.reste for c in chapitres for r in c.rubriques)
    return Resume(
        sujet=_sujet(nombre, len(mentions), chapitres),
        periode=f"du {_jour(depuis)} au {_jour(jusqu_a)}",
        mentions=mentions,
        chapitres=tuple(chapitres),
        doute=_jour(doute) if doute else "",
        doutes=tuple(
            Ligne(d.titre, "", f"{_url('diagnostics:historique', d)}?du={doute:%Y-%m-%d}")
            for d in suivis
        )
        if doute
        else (),
    )


def _sujet(nombre: int, mentions: int, chapitres: list[Chapitre]) -> str:
    morceaux = []
    if mentions:
        morceaux.append(dire_nombre(mentions, "mention"))
    if nombre:
        morceaux.append(dire_nombre(nombre, "changement"))
    if not morceaux:
        return "Un courriel a pu se perdre"
    ou = f" dans «{INSECABLE}{chapitres[0].titre}{INSECABLE}»" if len(chapitres) == 1 else ""
    return f"{' et '.join(morceaux)}{ou}"


def _suivis(utilisateur: Any) -> dict[Diagnostic, set[tuple[str, str]] | None]:
    """Return the démarches followed: None when whole, else the objects followed in each."""
    suivis: dict[Diagnostic, set[tuple[str, str]] | None] = {}
    abonnements = Abonnement.objects.filter(utilisateur=utilisateur, actif=True).select_related(
        "diagnostic__territoire"
    )
    for abonnement in abonnements.order_by("diagnostic__titre", "diagnostic_id", "pk"):
        diagnostic = abonnement.diagnostic
        if not abonnement.cible_type:
            suivis[diagnostic] = None
            continue
        cibles = suivis.setdefault(diagnostic, set())
        if cibles is not None:
            cibles.add((abonnement.cible_type, abonnement.cible_reference))
    return suivis


def _rubriques(
    utilisateur: Any,
    diagnostic: Diagnostic,
    cibles: set[tuple[str, str]] | None,
    depuis: datetime,
    jusqu_a: datetime,
) -> tuple[Rubrique, ...]:
    entrees = lire_entrees(
        diagnostic=diagnostic,
        utilisateur=utilisateur,
        filtres=Filtres(depuis=depuis, jusqu_a=jusqu_a),
        limite=ENTREES_MAX,
    )
    suivies = None
    if cibles is not None:
        trouvees = trouver_cibles(diagnostic, cibles)
        suivies = {(c.code, c.pk) for c in trouvees.values()}
    entrees = [
        e
        for e in entrees
        if getattr(e.auteur, "pk", None) != utilisateur.pk
        and (suivies is None or (e.suivi.cible, e.cible_id) in suivies)
    ]
    lignes = _lignes_du_journal(entrees)
    lignes["echanges"] = _lignes_des_commentaires(utilisateur, diagnostic, cibles, depuis, jusqu_a)
    return tuple(
        Rubrique(
            titre=libelle,
            lignes=tuple(lignes[outil][:LIGNES_PAR_OUTIL]),
            reste=max(0, len(lignes[outil]) - LIGNES_PAR_OUTIL),
        )
        for outil, libelle in OUTILS.items()
        if lignes.get(outil)
    )


def _lignes_du_journal(entrees: list[Entree]) -> dict[str, list[Ligne]]:
    """Say each object once, with what happened to it, latest object first."""
    groupes: dict[tuple[Any, ...], list[Entree]] = defaultdict(list)
    for entree in entrees:
        # What hangs from an object is told on its line; what was confided alone, on one line.
        if entree.suivi.cible:
            cle = (entree.suivi.cible, entree.cible_id)
        else:
            cle = (entree.suivi.code, None if _est_tu(entree) else entree.objet_id)
        groupes[cle].append(entree)
    titres = _titres_des_cibles(groupes)
    lignes: dict[str, list[Ligne]] = defaultdict(list)
    for cle, groupe in groupes.items():
        derniere = groupe[0]
        suivi = derniere.suivi
        auteurs = list({str(e.auteur): None for e in groupe if e.auteur})
        gestes = list(
            {
                (_discret(e) if e.suivi.discret else e.raison.lower() or e.phrase): None
                for e in groupe
            }
        )
        dits = [e.titre for e in groupe if not _est_tu(e)]
        titre = Truncator(dits[0] if dits else titres.get(cle, suivi.libelle)).chars(110)
        detail = ", ".join(gestes[:3]) + (f" (par {_enumerer(auteurs)})" if auteurs else "")
        lignes[suivi.outil].append(
            Ligne(titre, detail, settings.TERREAU_URL + derniere.url if derniere.url else "")
        )
    return lignes


def _est_tu(entree: Entree) -> bool:
    """Whether a mail leaves out what names the entry: it may say what was confided."""
    suivi = entree.suivi
    est_objet = bool(suivi.cible) and suivi.cible_pk == "id"
    return bool(suivi.discret) or (suivi.permission != LIRE and not est_objet)


def _titres_des_cibles(groupes: dict[tuple[Any, ...], list[Entree]]) -> dict[Any, str]:
    """Name the objects of which only what hangs from them changed, one query per kind."""
    titres = {}
    par_type: dict[str, set[Any]] = defaultdict(set)
    for (code, pk), groupe in groupes.items():
        if pk is not None and all(_est_tu(e) for e in groupe):
            par_type[code].add(pk)
    for code, pks in par_type.items():
        type_ = type_de_cible(code)
        if type_ is not None:
            for pk, objet in type_.modele._default_manager.in_bulk(pks).items():
                titres[code, pk] = type_.titre(objet)
    return titres


def _discret(entree: Entree) -> str:
    accord = "e" if entree.suivi.discret.startswith("une ") else ""
    geste = {"ajout": "ajouté", "modification": "modifié", "suppression": "retiré"}[entree.geste]
    return f"{entree.suivi.discret} a été {geste}{accord}"


def _lignes_des_commentaires(
    utilisateur: Any,
    diagnostic: Diagnostic,
    cibles: set[tuple[str, str]] | None,
    depuis: datetime,
    jusqu_a: datetime,
) -> list[Ligne]:
    """Count the comments by object; their text stays on the platform."""
    commentaires = (
        diagnostic.commentaires.filter(cree_le__gte=depuis, cree_le__lt=jusqu_a, supprime_le=None)
        .exclude(auteur=utilisateur)
        .select_related("auteur")
    )
    groupes: dict[tuple[str, str], list[Commentaire]] = defaultdict(list)
    for commentaire in commentaires:
        designation = commentaire.cible_type, commentaire.cible_reference
        type_ = type_de_cible(commentaire.cible_type)
        if type_ is None or not utilisateur.has_perm(type_.permission, diagnostic):
            continue
        if cibles is None or designation in cibles:
            groupes[designation].append(commentaire)
    trouvees = trouver_cibles(diagnostic, groupes)
    return [
        Ligne(
            Truncator(trouvees[designation].titre).chars(110),
            f"{dire_nombre(len(groupe), 'commentaire')} (par "
            f"{_enumerer(list({str(c.auteur): None for c in groupe if c.auteur}))})",
            settings.TERREAU_URL + adresse_du_fil(diagnostic, groupe[-1]),
        )
        for designation, groupe in groupes.items()
        if designation in trouvees
    ]


def _mentions(utilisateur: Any, depuis: datetime, jusqu_a: datetime) -> tuple[Ligne, ...]:
    """Say the unread mentions of those who want them with the summary."""
    reglage = ReglageAvis.objects.filter(utilisateur=utilisateur).first()
    if reglage is None or reglage.mentions != ReglageAvis.Mentions.RESUME:
        return ()
    lignes = []
    mentions = Mention.objects.filter(
        utilisateur=utilisateur,
        lue_le=None,
        cree_le__gte=depuis,
        cree_le__lt=jusqu_a,
        commentaire__supprime_le=None,
    ).select_related("commentaire__diagnostic", "commentaire__auteur")
    for mention in mentions:
        contenu = composer_mention(mention, utilisateur)
        if contenu is not None:
            lignes.append(
                Ligne(f"{contenu.auteur} vous mentionne", f"{contenu.objet}", contenu.url)
            )
    return tuple(lignes)


def _enumerer(noms: list[str]) -> str:
    if len(noms) <= 1:
        return "".join(noms)
    return f"{', '.join(noms[:-1])} et {noms[-1]}"


def _url(nom: str, diagnostic: Diagnostic) -> str:
    return settings.TERREAU_URL + reverse(nom, args=[diagnostic.reference])


def _jour(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "l j F")
