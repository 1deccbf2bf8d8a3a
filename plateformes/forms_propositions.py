"""Forms of those who propose: the public, and platforms' holders."""

from typing import Any

from django import forms

from plateformes.forms_atelier import formulaire_de
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


ProposerForm: Any = formulaire_de(*PROPOSABLES)
PorteurForm: Any = formulaire_de(*CHANGEABLES)
SignalerForm: Any = formulaire_de(*SIGNALABLES)
