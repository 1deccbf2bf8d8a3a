"""« Ce qui m'attend »: what needs a user today, read from the data, never typed in.

Each source costs one query, whatever the number of rows.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from acteurs.models import Acteur, ImportActeurs
from acteurs.rules import ECRIVENT, roles_de
from comptes.models import Invitation, Utilisateur
from diagnostics.models import (
    Diagnostic,
    ElementMoff,
    Entretien,
    InvitationDemarche,
    Mention,
    PointDeVue,
    Preuve,
    SuiviContact,
)
from diagnostics.rules import EQUIPE
from pages.services.tache import Tache
from pages.services.taches_annuaire import propositions_a_examiner, structures_qui_demandent
from pages.services.taches_personnes import contacts_a_revoir
from rapports.models import Rapport
from socle.typographie import INSECABLE, accorder, ecrire_en_lettres

RAPPORTS_RECENTS: Final = timedelta(days=7)
"""A finished or failed report is news for a week."""
RENCONTRES_PROCHES: Final = timedelta(days=7)
"""How far ahead an interview one leads is announced."""
AGISSENT: Final = EQUIPE
"""Roles that are asked to do something in a démarche."""


def lister_taches(utilisateur: Utilisateur, demarches: Sequence[Diagnostic]) -> list[Tache]:
    """Return what needs ``utilisateur``, most pressing first.

    Args:
        utilisateur: who is signed in.
        demarches: their active démarches, from ``mes_demarches`` (with ``mon_role``).
    """
    actives = [d for d in demarches if peut_ecrire(d)]
    return [
        *_invitations(utilisateur),
        *_invitations_aux_demarches(utilisateur),
        *_mentions(utilisateur),
        *_rencontres(utilisateur),
        *_contacts(utilisateur),
        *_points_de_vue(actives),
        *_rapports(utilisateur),
        *_imports(utilisateur),
        *_matrices(actives),
        *_acteurs_a_placer(actives),
        *_acteurs_proposes(utilisateur),
        *propositions_a_examiner(utilisateur),
        *contacts_a_revoir(utilisateur),
        *structures_qui_demandent(utilisateur),
    ]


def peut_ecrire(demarche: Diagnostic) -> bool:
    """Whether ``mon_role``, annotated by ``mes_demarches``, lets the user write in it."""
    return demarche.mon_role in AGISSENT  # type: ignore[attr-defined]


def _lieu(diagnostic: Diagnostic) -> str:
    return diagnostic.territoire.nom


def _invitations(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Organisations that invite the user's address."""
    attendues = Invitation.objects.filter(
        email__iexact=utilisateur.email,
        acceptee_le=None,
        revoquee_le=None,
        expire_le__gt=timezone.now(),
    ).select_related("organisation")
    for invitation in attendues:
        yield Tache(
            "courriel",
            f"Rejoindre {invitation.organisation.nom}",
            f"Cette organisation vous invite. Le lien vaut jusqu’au {_jour(invitation.expire_le)}.",
            reverse("comptes:invitation", args=[invitation.jeton]),
            "Répondre à l’invitation",
            ici=True,
        )


def _invitations_aux_demarches(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Démarches that invite the user's address."""
    recues = InvitationDemarche.objects.valables().filter(email__iexact=utilisateur.email)
    for invitation in recues.select_related("diagnostic"):
        yield Tache(
            "personne-plus",
            "Prendre part à une démarche",
            f"{invitation.diagnostic.titre} · on vous invite, jusqu’au "
            f"{_jour(invitation.expire_le)}.",
            reverse("diagnostics:invitation", args=[invitation.jeton]),
            "Répondre à l’invitation",
            ici=True,
        )


def _mentions(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Démarches where somebody calls the user by name, and they have not read it."""
    comptes = (
        Mention.objects.filter(
            utilisateur=utilisateur,
            lue_le=None,
            commentaire__supprime_le=None,
            commentaire__diagnostic__membres__utilisateur=utilisateur,
        )
        .values("commentaire__diagnostic__reference", "commentaire__diagnostic__titre")
        .annotate(n=Count("pk"), derniere=Max("cree_le"))
        .order_by("-derniere")
    )
    for ligne in comptes:
        n = ligne["n"]
        adresse = reverse(
            "diagnostics:echanges", args=[ligne["commentaire__diagnostic__reference"]]
        )
        yield Tache(
            "cloche",
            f"Lire {_compter(n, 'mention', feminin=True)}",
            f"{ligne['commentaire__diagnostic__titre']} · quelqu’un attend "
            f"{accorder(n, 'votre avis,vos avis')}.",
            f"{adresse}?moi=1",
            "Lire et répondre",
            ici=True,
        )


def _rencontres(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Interviews the user leads this week, or that are past and still to be written down."""
    aujourdhui = timezone.localdate()
    prevues = (
        Entretien.objects.planifies()
        .filter(
            enqueteurs=utilisateur,
            date__lte=aujourdhui + RENCONTRES_PROCHES,
            diagnostic__membres__utilisateur=utilisateur,
        )
        .exclude(diagnostic__statut=Diagnostic.Statut.ARCHIVE)
        .select_related("diagnostic__territoire")
        .order_by("date", "heure", "pk")[:5]
    )
    for entretien in prevues:
        passee = entretien.date is not None and entretien.date < aujourdhui
        heure = f" à {entretien.heure:%H:%M}" if entretien.heure else ""
        ou = f", {entretien.lieu}" if entretien.lieu else ""
        yield Tache(
            "paroles",
            f"{'Noter' if passee else 'Mener'} «{INSECABLE}{entretien.titre}{INSECABLE}»",
            f"{_lieu(entretien.diagnostic)} · "
            f"{'c’était prévu' if passee else 'rencontre'} le {_le(entretien.date)}{heure}{ou}.",
            reverse(
                "diagnostics:entretien", args=[entretien.diagnostic.reference, entretien.reference]
            ),
            "Ouvrir l’entretien",
            ici=entretien.date == aujourdhui,
        )


def _contacts(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Actions of the contact plan the user is in charge of and that are due."""
    comptes = (
        SuiviContact.objects.filter(
            responsable=utilisateur,
            echeance__lte=timezone.localdate(),
            partie__retiree=False,
            partie__diagnostic__membres__utilisateur=utilisateur,
        )
        .exclude(etat=SuiviContact.Etat.SANS_SUITE)
        .exclude(partie__diagnostic__statut=Diagnostic.Statut.ARCHIVE)
        .values("partie__diagnostic__reference", "partie__diagnostic__titre")
        .annotate(n=Count("pk"), premiere=Min("echeance"))
        .order_by("premiere")
    )
    for ligne in comptes:
        n = ligne["n"]
        yield Tache(
            "calendrier",
            f"Faire {_compter(n, 'prise', feminin=True)} de contact",
            f"{ligne['partie__diagnostic__titre']} · "
            f"{accorder(n, 'elle attend,la première attend')} depuis le {_le(ligne['premiere'])}.",
            _ecran("contacts", "parties", ligne["partie__diagnostic__reference"]),
            "Ouvrir le plan de contact",
        )


def _points_de_vue(actives: Sequence[Diagnostic]) -> Iterator[Tache]:
    """Points of view that actors wrote lately through their link."""
    comptes = dict(
        PointDeVue.objects.filter(
            piste__diagnostic__in=[d.pk for d in actives],
            origine=PointDeVue.Origine.ACTEUR,
            modifie_le__gt=timezone.now() - RAPPORTS_RECENTS,
        )
        .order_by()
        .values_list("piste__diagnostic")
        .annotate(n=Count("pk"))
    )
    for diagnostic in actives:
        if n := comptes.get(diagnostic.pk):
            yield Tache(
                "balance",
                f"Lire {_compter(n, 'point')} de vue reçu{accorder(n)}",
                f"{_lieu(diagnostic)} · des acteurs ont répondu par leur lien cette semaine.",
                _ecran("convergence", "pistes", diagnostic.reference),
                "Lire la convergence",
            )


def _ecran(nom: str, secours: str, reference: str) -> str:
    """Return a tool's address, or that of the screen that leads to it."""
    try:
        return reverse(f"diagnostics:{nom}", args=[reference])
    except NoReverseMatch:
        return reverse(f"diagnostics:{secours}", args=[reference])


def _rapports(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Latest report asked for in each démarche: being made, ready, or failed."""
    recents = (
        Rapport.objects.filter(demandeur=utilisateur, cree_le__gt=timezone.now() - RAPPORTS_RECENTS)
        .select_related("diagnostic__territoire")
        .order_by("-cree_le")[:20]
    )
    vus: set[int] = set()
    for rapport in recents:
        if rapport.diagnostic_id in vus:
            continue
        vus.add(rapport.diagnostic_id)
        url = reverse("rapports:fiche", args=[rapport.reference])
        lieu = _lieu(rapport.diagnostic)
        if rapport.etat == Rapport.Etat.ECHEC:
            yield Tache(
                "alerte",
                "Le rapport n’a pas abouti",
                f"{lieu} · {rapport.erreur}",
                url,
                "Réessayer",
                ici=True,
            )
        elif rapport.est_actif:
            yield Tache(
                "document",
                "Le rapport se prépare",
                f"{lieu} · {rapport.etape or rapport.get_etat_display()}, "
                f"{rapport.pourcentage}{INSECABLE}%",
                url,
                "Suivre l’avancement",
            )
        elif rapport.etat == Rapport.Etat.TERMINE and rapport.fichier and not _est_passe(rapport):
            yield Tache(
                "document",
                "Le rapport est prêt",
                f"{lieu} · à relire et à remettre aux élues et élus.",
                url,
                "Ouvrir le rapport",
            )


def _est_passe(rapport: Rapport) -> bool:
    return rapport.expire_le is not None and rapport.expire_le <= timezone.now()


def _imports(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Imports of actors that failed lately."""
    echecs = ImportActeurs.objects.filter(
        demandeur=utilisateur,
        etat=ImportActeurs.Etat.ECHEC,
        cree_le__gt=timezone.now() - RAPPORTS_RECENTS,
    ).select_related("fichier")[:3]
    for essai in echecs:
        yield Tache(
            "alerte",
            f"L’import de «{INSECABLE}{essai.fichier}{INSECABLE}» n’a pas abouti",
            essai.erreur,
            reverse("acteurs:import_suivi", args=[essai.reference]),
            "Reprendre l’import",
        )


def _matrices(actives: Sequence[Diagnostic]) -> Iterator[Tache]:
    """Matrices still empty, and items that rest on nothing."""
    appuis = Preuve.objects.filter(element=OuterRef("pk"), sens=Preuve.Sens.APPUIE)
    comptes = {
        ligne["diagnostic"]: ligne
        for ligne in ElementMoff.objects.filter(
            diagnostic__in=[d.pk for d in actives], etat=ElementMoff.Etat.ACTIF
        )
        .order_by()
        .values("diagnostic")
        .annotate(
            total=Count("pk", distinct=True),
            nus=Count("pk", filter=~Exists(appuis), distinct=True),
        )
    }
    for diagnostic in actives:
        ligne = comptes.get(diagnostic.pk)
        matrice = reverse("diagnostics:matrice", args=[diagnostic.reference])
        if ligne is None:
            yield Tache(
                "matrice",
                "Écrire le premier élément de la matrice",
                f"{_lieu(diagnostic)} · les quatre quadrants sont vides. "
                "Partez d’un entretien ou d’un chiffre qui vous a frappé.",
                matrice,
                "Ouvrir la matrice",
            )
        elif ligne["nus"]:
            n = ligne["nus"]
            yield Tache(
                "paroles",
                f"Étayer {_compter(n, 'élément')} de la matrice",
                f"{_lieu(diagnostic)} · {accorder(n, 'il,ils')} ne "
                f"{accorder(n, 's’appuie,s’appuient')} sur aucune parole, aucune donnée, aucun "
                "acteur, et le rapport le dira.",
                f"{matrice}?{urlencode({'sans_preuve': 1})}",
                f"Voir {accorder(n, 'l’élément,les éléments')}",
            )


def _acteurs_a_placer(actives: Sequence[Diagnostic]) -> Iterator[Tache]:
    """Actors gathered in a démarche that no map can show."""
    liens = Diagnostic.acteurs.through.objects.filter(
        diagnostic__in=[d.pk for d in actives], acteur__lon=None
    ).exclude(acteur__statut=Acteur.Statut.ARCHIVE)
    comptes = dict(
        liens.order_by().values_list("diagnostic").annotate(n=Count("acteur", distinct=True))
    )
    for diagnostic in actives:
        if n := comptes.get(diagnostic.pk):
            yield Tache(
                "lieu",
                f"Placer {_compter(n, 'acteur')} sur la carte",
                f"{_lieu(diagnostic)} · {accorder(n, 'sa,leur')} commune n’est pas renseignée.",
                reverse("diagnostics:acteurs", args=[diagnostic.reference]),
                f"Compléter {accorder(n, 'la fiche,les fiches')}",
            )


def _acteurs_proposes(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Entries that wait for a review in the organisations the user writes for."""
    siennes = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
    n = Acteur.objects.filter(organisation__in=siennes, statut=Acteur.Statut.PROPOSE).count()
    if n:
        yield Tache(
            "personne-plus",
            f"Relire {_compter(n, 'fiche', feminin=True)} d’acteur proposée{accorder(n)}",
            f"{accorder(n, 'Elle n’apparaît,Elles n’apparaissent')} pas encore sur la carte.",
            f"{reverse('acteurs:liste')}?{urlencode({'statut': Acteur.Statut.PROPOSE})}",
            f"Relire {accorder(n, 'la fiche,les fiches')}",
        )


def _compter(n: int, mot: str, *, feminin: bool = False) -> str:
    """« six éléments », « une fiche », « 42 acteurs »."""
    return f"{ecrire_en_lettres(n, feminin=feminin)} {mot}{accorder(n)}"


def _le(jour: object) -> str:
    from django.utils.formats import date_format

    return date_format(jour, "j F")  # type: ignore[arg-type]


def _jour(instant: object) -> str:
    from django.utils.formats import date_format

    return date_format(timezone.localtime(instant), "j F")  # type: ignore[arg-type]
