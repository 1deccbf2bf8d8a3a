"""What the catalogue keeps on people: who proposes, who asks, who is mailed a link."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from acteurs.rules import ECRIVENT, roles_de
from comptes.services.personnes import (
    Traitement,
    Trouvaille,
    correspond,
    declarer_traitement,
    enregistrer_recherche,
    extrait,
)
from plateformes.models import LienPorteur, MessageUsage, Proposition
from plateformes.rules import reseaux_de


def chercher_correspondants(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """Who wrote to the user's networks, or to those of the user's organisations that use one."""
    propositions = Proposition.objects.select_related("plateforme")
    liens = LienPorteur.objects.select_related("plateforme")
    messages = MessageUsage.objects.select_related("usage__plateforme")
    if not utilisateur.is_superuser:
        reseaux = reseaux_de(utilisateur)
        ecrit = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
        propositions = propositions.filter(plateforme__reseau__in=reseaux)
        liens = liens.filter(plateforme__reseau__in=reseaux)
        messages = messages.filter(usage__organisation__in=ecrit)
    for proposition in propositions.exclude(nom="", courriel="").iterator():
        if correspond(texte, proposition.nom, proposition.courriel):
            yield Trouvaille(
                f"Proposition sur {proposition.plateforme.nom}",
                {
                    "Nom": proposition.nom,
                    "Adresse électronique": proposition.courriel,
                    "Message": extrait(texte, proposition.message),
                },
                reverse("plateformes:proposition", args=[proposition.reference]),
                "six mois après la décision",
            )
    for lien in liens.iterator():
        if correspond(texte, lien.courriel):
            yield Trouvaille(
                f"Lien envoyé à la structure qui porte {lien.plateforme.nom}",
                {"Adresse électronique": lien.courriel},
                reverse("plateformes:atelier_fiche", args=[lien.plateforme.code]),
                "trois mois après sa fin",
            )
    for message in messages.iterator():
        if correspond(texte, message.nom, message.courriel, message.organisation):
            yield Trouvaille(
                f"Question sur l’usage de {message.usage.plateforme.nom}",
                {
                    "Nom": message.nom,
                    "Adresse électronique": message.courriel,
                    "Organisation": message.organisation,
                    "Message": extrait(texte, message.message),
                },
                reverse("plateformes:fiche", args=[message.usage.plateforme.code]),
                "un an",
            )


def declarer_les_personnes() -> None:
    """Register where people are found around the catalogue, and why."""
    enregistrer_recherche(
        "correspondants", "Messages autour des plateformes", chercher_correspondants
    )
    declarer_traitement(
        Traitement(
            "plateformes",
            "Messages autour du catalogue des plateformes",
            "Répondre à qui propose, à qui questionne un usage, et associer la structure porteuse.",
            "Intérêt légitime du réseau qui tient la fiche.",
            "Les personnes qui proposent ou questionnent, celles à qui un lien est envoyé.",
            "Nom, adresse électronique, message.",
            "Le réseau qui tient la fiche, ou l’organisation à qui l’on écrit.",
            "Proposition\u00a0: six mois après la décision. Question\u00a0: un an. Lien\u00a0: "
            "trois mois après sa fin.",
            (
                "plateformes.Proposition.nom",
                "plateformes.Proposition.courriel",
                "plateformes.Proposition.message",
                "plateformes.LienPorteur.courriel",
                "plateformes.MessageUsage.nom",
                "plateformes.MessageUsage.courriel",
                "plateformes.MessageUsage.message",
                "socle.Courriel.adresse",
            ),
            ordre=60,
        )
    )
