"""Forms of those who propose: the public, and platforms' holders."""

from typing import Any

from django import forms

from plateformes.forms_atelier import SECTIONS, formulaire_de
from socle.signature import PiegeForm

PROPOSABLES = ("nom", "site", "accroche", "description", "besoins_texte", "thematiques")
CHANGEABLES = (
    "nom", "accroche", "description", "site", "langues", "besoins_texte", "fonctionnalites",
    "thematiques", "fonctions", "publics", "national", "modele", "forme_juridique",
    "porteur_texte", "qui_decide", "colleges", "place_usagers", "partage_benefices",
    "modele_economique", "prix_collectivite", "hebergement", "sous_traitant", "contact_rgpd",
    "export", "portabilite", "libre", "licence", "depot", "marque_blanche", "api", "standards",
    "accessibilite", "accessibilite_url", "annee_creation", "accompagnement",
)  # fmt: skip
"""What a holder may propose to change: everything that describes the platform."""
CHAMPS_SANS_TITRE = 8
SIGNALABLES = ("accroche", "description", "site", "besoins_texte", "langues")


class SignatureForm(PiegeForm):
    """Who proposes, said once."""

    message = forms.CharField(
        label="Pourquoi, d’après quoi",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une source, un lien, ce que vous avez constaté.",
    )
    signature = forms.CharField(label="Votre nom", required=False, max_length=120)
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Lue par les réseaux seulement, pour vous répondre. Jamais publiée.",
    )

    def signer(self) -> dict[str, Any]:
        """Return what the service wants of the person."""
        donnees = self.cleaned_data
        return {
            "nom": donnees["signature"],
            "courriel": donnees["courriel"],
            "message": donnees["message"],
        }


def grouper_champs(form: forms.BaseForm) -> list[tuple[str, list[forms.BoundField]]]:
    """Return the fields of a form under the titles of the entry's sections; no title, few fields."""
    restants = {field.name: field for field in form}
    if len(restants) <= CHAMPS_SANS_TITRE:
        return [("", list(restants.values()))]
    groupes = [
        (section.titre, siens)
        for section in SECTIONS.values()
        if (siens := [restants.pop(nom) for nom in section.champs if nom in restants])
    ]
    return [*groupes, ("", list(restants.values()))] if restants else groupes


ProposerForm: Any = formulaire_de(*PROPOSABLES)
PorteurForm: Any = formulaire_de(*CHANGEABLES)
SignalerForm: Any = formulaire_de(*SIGNALABLES)
