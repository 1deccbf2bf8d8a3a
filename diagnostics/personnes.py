"""What démarches keep on people, and how somebody is found there by who may read it.

Each place asks for the right its own pages ask for (``diagnostics.rules``): interviews for those
who work on them, referents for those who follow contacts, invitations for pilots.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from comptes.services.personnes import (
    Traitement,
    Trouvaille,
    contenant,
    correspond,
    declarer_traitement,
    enregistrer_recherche,
    extrait,
)
from diagnostics.models import (
    Diagnostic,
    Echange,
    Entretien,
    InvitationDemarche,
    MembreDiagnostic,
    ParticipantSeance,
    PartiePrenante,
    PersonneRencontree,
    RencontrePrevue,
    Reponse,
    Verbatim,
)
from diagnostics.rules import EQUIPE

Role = MembreDiagnostic.Role
LISENT_ENTRETIENS = {*EQUIPE, Role.LECTEUR}
LISENT_CONTACTS = {*LISENT_ENTRETIENS, Role.ELU}


def _demarches(utilisateur: Any, roles: set[Any]) -> QuerySet[Diagnostic]:
    """Démarches where the user has one of these roles; all of them for an operator."""
    if utilisateur.is_superuser:
        return Diagnostic.objects.all()
    siennes = MembreDiagnostic.objects.filter(utilisateur=utilisateur, role__in=roles)
    return Diagnostic.objects.filter(pk__in=siennes.values("diagnostic"))


def _adresse_entretien(entretien: Entretien) -> str:
    return reverse(
        "diagnostics:entretien", args=[entretien.diagnostic.reference, entretien.reference]
    )


def chercher_rencontrees(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """People met in interviews."""
    siennes = PersonneRencontree.objects.filter(
        entretien__diagnostic__in=_demarches(utilisateur, LISENT_ENTRETIENS)
    )
    for personne in siennes.select_related("entretien__diagnostic").iterator():
        if not correspond(texte, personne.nom, personne.fonction):
            continue
        fin = personne.conserver_jusqu_au
        entretien = personne.entretien
        yield Trouvaille(
            f"{entretien.titre}, démarche « {entretien.diagnostic.titre} »",
            {"Nom": personne.nom, "Fonction": personne.fonction},
            _adresse_entretien(entretien),
            f"jusqu’au {fin:%d/%m/%Y}" if fin else "",
        )


def chercher_dans_les_textes(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """What was said or written of somebody in interviews."""
    demarches = _demarches(utilisateur, LISENT_ENTRETIENS)
    entretiens = Entretien.objects.filter(diagnostic__in=demarches).select_related("diagnostic")
    for entretien in entretiens.filter(contenant(texte, "titre", "compte_rendu")).iterator():
        dans_le_texte = texte.casefold() in entretien.compte_rendu.casefold()
        libelle = "Compte rendu" if dans_le_texte else "Intitulé"
        contenu = entretien.compte_rendu if dans_le_texte else entretien.titre
        yield _citation(entretien, libelle, texte, contenu)
    reponses = Reponse.objects.filter(entretien__diagnostic__in=demarches)
    for ligne in reponses.filter(contenant(texte, "texte")).select_related("entretien__diagnostic"):
        yield _citation(ligne.entretien, "Réponse", texte, ligne.texte)
    verbatims = Verbatim.objects.filter(entretien__diagnostic__in=demarches)
    for mots in verbatims.filter(contenant(texte, "texte")).select_related("entretien__diagnostic"):
        yield _citation(mots.entretien, "Mots exacts", texte, mots.texte)
    prevues = RencontrePrevue.objects.filter(diagnostic__in=demarches)
    for prevue in prevues.select_related("diagnostic").iterator():
        if correspond(texte, prevue.nom):
            yield Trouvaille(
                f"Préparation des entretiens, démarche « {prevue.diagnostic.titre} »",
                {"Qui rencontrer": prevue.nom},
                reverse("diagnostics:preparation", args=[prevue.diagnostic.reference]),
                "autant que la démarche",
            )


def _citation(entretien: Entretien, libelle: str, texte: str, contenu: str) -> Trouvaille:
    return Trouvaille(
        f"{entretien.titre}, démarche « {entretien.diagnostic.titre} »",
        {libelle: extrait(texte, contenu)},
        _adresse_entretien(entretien),
        "autant que la démarche",
    )


def chercher_referentes(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """Referent persons of stakeholders, notes and exchanges of the contact plan."""
    demarches = _demarches(utilisateur, LISENT_CONTACTS)
    parties = PartiePrenante.objects.filter(cercle__diagnostic__in=demarches)
    for partie in parties.select_related("cercle__diagnostic").iterator():
        if correspond(texte, partie.referent_nom, partie.referent_fonction) or (
            partie.notes and correspond(texte, partie.notes)
        ):
            yield Trouvaille(
                f"{partie.nom}, démarche « {partie.cercle.diagnostic.titre} »",
                {
                    "Personne référente": partie.referent_nom,
                    "Fonction": partie.referent_fonction,
                    "Notes": extrait(texte, partie.notes),
                },
                reverse(
                    "diagnostics:contact",
                    args=[partie.cercle.diagnostic.reference, partie.reference],
                ),
                "autant que la démarche",
            )
    echanges = Echange.objects.filter(suivi__partie__cercle__diagnostic__in=demarches)
    for echange in echanges.filter(contenant(texte, "resume")).select_related(
        "suivi__partie__cercle__diagnostic"
    ):
        partie = echange.suivi.partie
        yield Trouvaille(
            f"Échange avec {partie.nom}, démarche « {partie.cercle.diagnostic.titre} »",
            {"Ce qui s’est dit": extrait(texte, echange.resume)},
            reverse(
                "diagnostics:contact", args=[partie.cercle.diagnostic.reference, partie.reference]
            ),
            "autant que la démarche",
        )


def chercher_participants(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """Who took part in a démarche or came to a session."""
    membres = MembreDiagnostic.objects.filter(
        diagnostic__in=_demarches(utilisateur, set(Role.values))
    )
    for membre in membres.select_related("diagnostic", "utilisateur").iterator():
        if correspond(texte, str(membre.utilisateur)):
            yield Trouvaille(
                f"Démarche « {membre.diagnostic.titre} »",
                {"Nom affiché": str(membre.utilisateur), "Rôle": membre.get_role_display()},
                reverse("diagnostics:membres", args=[membre.diagnostic.reference]),
                "tant que la personne y participe",
            )
    presents = ParticipantSeance.objects.filter(
        seance__diagnostic__in=_demarches(utilisateur, EQUIPE)
    )
    for present in presents.select_related("seance__diagnostic").iterator():
        if correspond(texte, present.pseudonyme):
            seance = present.seance
            yield Trouvaille(
                f"Séance « {seance.titre} », démarche « {seance.diagnostic.titre} »",
                {"Prénom ou pseudonyme": present.pseudonyme},
                reverse("diagnostics:seance", args=[seance.diagnostic.reference, seance.reference]),
                "un an après la séance",
            )
    invitations = InvitationDemarche.objects.filter(
        diagnostic__in=_demarches(utilisateur, {Role.PILOTE})
    )
    for invitation in invitations.select_related("diagnostic").iterator():
        if correspond(texte, invitation.email):
            yield Trouvaille(
                f"Invitation à « {invitation.diagnostic.titre} »",
                {"Adresse électronique": invitation.email},
                reverse("diagnostics:membres", args=[invitation.diagnostic.reference]),
                "quatre-vingt-dix jours après la fin de l’invitation",
            )


def declarer_les_personnes() -> None:
    """Register where people are found in the démarches, and why."""
    enregistrer_recherche("rencontrees", "Personnes rencontrées en entretien", chercher_rencontrees)
    enregistrer_recherche("entretiens", "Citations dans les entretiens", chercher_dans_les_textes)
    enregistrer_recherche("referentes", "Parties prenantes et échanges", chercher_referentes)
    enregistrer_recherche("participants", "Participation aux démarches", chercher_participants)
    for traitement in TRAITEMENTS:
        declarer_traitement(traitement)


TRAITEMENTS = (
    Traitement(
        "entretiens",
        "Entretiens et personnes rencontrées",
        "Comprendre le territoire à partir de ce que ses habitants et ses structures en disent.",
        "Mission d’intérêt public de la collectivité, ou intérêt légitime de l’organisation "
        "qui mène la démarche\u00a0; accord de la personne pour la citer.",
        "Les personnes rencontrées, et celles dont elles parlent.",
        "Nom et fonction, rangés à part\u00a0; propos, notes et comptes rendus.",
        "L’équipe de la démarche et ses lecteurs\u00a0; jamais le public, ni les élues et élus.",
        "Les noms\u00a0: un an après l’entretien. Le reste\u00a0: autant que la démarche.",
        (
            "diagnostics.PersonneRencontree.nom",
            "diagnostics.PersonneRencontree.fonction",
            "diagnostics.Entretien.titre",
            "diagnostics.Entretien.compte_rendu",
            "diagnostics.Entretien.lieu",
            "diagnostics.Reponse.texte",
            "diagnostics.Verbatim.texte",
            "diagnostics.Passage.texte",
            "diagnostics.RencontrePrevue.nom",
        ),
        ordre=40,
    ),
    Traitement(
        "parties",
        "Personnes référentes et plan de contact",
        "Savoir à qui parler chez chaque partie prenante, et suivre ce qui s’est dit.",
        "Mission d’intérêt public ou intérêt légitime de l’organisation.",
        "Les personnes référentes des parties prenantes.",
        "Nom, fonction, notes, échanges datés.",
        "L’équipe de la démarche, ses lecteurs, ses élues et élus.",
        "Autant que la démarche\u00a0; effacées en un clic.",
        (
            "diagnostics.PartiePrenante.referent_nom",
            "diagnostics.PartiePrenante.referent_fonction",
            "diagnostics.PartiePrenante.notes",
            "diagnostics.Echange.resume",
        ),
        ordre=45,
    ),
    Traitement(
        "seances",
        "Participation aux démarches et aux séances",
        "Travailler ensemble\u00a0: contribuer, commenter, voter.",
        "Intérêt légitime de l’organisation\u00a0; accord de la personne qui entre en séance.",
        "Les membres des démarches, les personnes présentes aux séances ou invitées.",
        "Rôle, prénom ou pseudonyme, contributions, voix, commentaires\u00a0; adresse invitée.",
        "Les membres de la démarche.",
        "Pseudonymes\u00a0: un an après la séance. Adresse invitée\u00a0: quatre-vingt-dix jours. "
        "Contributions\u00a0: autant que la démarche, signées «\u00a0Ancien membre\u00a0» après "
        "un départ.",
        (
            "diagnostics.ParticipantSeance.pseudonyme",
            "diagnostics.InvitationDemarche.email",
            "diagnostics.Commentaire.texte",
        ),
        ordre=50,
    ),
)
