"""What the queue of contributions keeps on people: who proposed, and how to answer them."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from comptes.services.personnes import (
    Traitement,
    Trouvaille,
    correspond,
    declarer_traitement,
    enregistrer_recherche,
    extrait,
)
from moderation.models import Contribution


def chercher_contributeurs(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """Who proposed something that the user may examine."""
    if not utilisateur.has_perm("moderation.voir_file"):
        return
    signees = Contribution.objects.exclude(nom_auteur="", courriel="")
    for contribution in signees.select_related("acteur").iterator():
        if not correspond(texte, contribution.nom_auteur, contribution.courriel):
            continue
        if not utilisateur.has_perm("moderation.examiner", contribution):
            continue
        yield Trouvaille(
            f"Proposition pour l’annuaire : {contribution.nom}",
            {
                "Nom": contribution.nom_auteur,
                "Adresse électronique": contribution.courriel,
                "Message": extrait(texte, contribution.message),
            },
            reverse("moderation:contribution", args=[contribution.reference]),
            "six mois après la décision",
        )


def declarer_les_personnes() -> None:
    """Register where contributors are found, and why they are kept."""
    enregistrer_recherche("contributeurs", "Propositions pour l’annuaire", chercher_contributeurs)
    declarer_traitement(
        Traitement(
            "contributions",
            "Propositions pour l’annuaire",
            "Vérifier ce qui est proposé et dire ce qu’on en a fait.",
            "Intérêt légitime des réseaux qui tiennent l’annuaire\u00a0; nom et adresse sont "
            "facultatifs.",
            "Les personnes qui proposent un acteur ou une correction.",
            "Nom, adresse électronique, message.",
            "Les réseaux qui examinent la proposition.",
            "Six mois après la décision.",
            (
                "moderation.Contribution.nom_auteur",
                "moderation.Contribution.courriel",
                "moderation.Contribution.message",
            ),
            ordre=58,
        )
    )
    declarer_traitement(
        Traitement(
            "tenues",
            "Structures qui tiennent leur fiche",
            "Vérifier qu’une personne parle pour la structure, par son contact public.",
            "Intérêt légitime du réseau qui tient l’annuaire.",
            "Les personnes qui demandent à tenir une fiche.",
            "Organisation, adresse publique à laquelle le lien est envoyé.",
            "La personne, son organisation, les réseaux.",
            "Autant que l’organisation tient la fiche.",
            ("moderation.TenueActeur.courriel", "moderation.TenueActeur.message"),
            ordre=59,
        )
    )
