"""Forms of the structures that keep their entry, and of those who answer them."""

from typing import Any

from django import forms

from acteurs.forms import ActeurForm
from acteurs.models import Acteur
from comptes.models import Organisation
from moderation.models import TenueActeur
from socle.validateurs import valider_siren

NOUVELLE = "nouvelle"


class RevendicationForm(forms.Form):
    """For which structure, and how to check."""

    organisation = forms.ChoiceField(label="Votre structure", widget=forms.RadioSelect)
    nom = forms.CharField(label="Nom de la structure", max_length=200, required=False)
    siren = forms.CharField(
        label="SIREN", required=False, max_length=20, help_text="9 chiffres, si elle en a un."
    )
    voie = forms.ChoiceField(label="Comment vérifier\u202f?", widget=forms.RadioSelect)
    message = forms.CharField(
        label="Qui êtes-vous dans la structure\u202f?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par le réseau seulement, ou par la personne qui reçoit le lien.",
    )

    def __init__(
        self,
        *arguments: Any,
        acteur: Acteur,
        structures: list[Organisation],
        contact: str,
        **autres: Any,
    ) -> None:
        """Offer the user's structures, a new one, and the ways to check."""
        super().__init__(*arguments, **autres)
        champ: Any = self.fields["organisation"]
        champ.choices = [
            *((o.reference, o.nom) for o in structures),
            (NOUVELLE, "Une structure qui n’a pas encore de compte"),
        ]
        self.initial.setdefault(
            "organisation", structures[0].reference if len(structures) == 1 else NOUVELLE
        )
        self.fields["nom"].required = not structures
        self.initial.setdefault("nom", acteur.nom)
        self.initial.setdefault("siren", acteur.siren)
        voie: Any = self.fields["voie"]
        voie.choices = [
            *([(TenueActeur.Voie.COURRIEL, f"Envoyer un lien à {contact}")] if contact else []),
            (TenueActeur.Voie.RESEAU, "Demander au réseau de l’ESS qui suit ce territoire"),
        ]
        self.initial.setdefault("voie", voie.choices[0][0])

    def clean_siren(self) -> str:
        """Drop the spaces; check digits and key."""
        siren = "".join(self.cleaned_data["siren"].split())
        if siren and self.data.get("organisation") == NOUVELLE:
            valider_siren(siren)
        return siren

    def clean(self) -> dict[str, Any]:
        """A new structure has a name."""
        donnees = super().clean() or self.cleaned_data
        if donnees.get("organisation") == NOUVELLE and not donnees.get("nom", "").strip():
            self.add_error("nom", "Écrivez le nom de la structure.")
        return donnees


class MaFicheForm(ActeurForm):
    """What a structure says of itself: neither its publication, nor a source other than itself."""

    def __init__(self, *arguments: Any, **autres: Any) -> None:
        super().__init__(*arguments, **autres)
        for nom in ("statut", "source", "date_source", "ess"):
            del self.fields[nom]

    def saisie(self) -> dict[str, Any]:
        """Fields for the services."""
        donnees = self.cleaned_data
        noms = [n for n in self.Meta.fields if n in self.fields and n != "thematiques"]
        return {n: donnees[n] for n in [*noms, "type", "sous_type", "commune", "precision"]}


class MotifForm(forms.Form):
    """Why a claim is refused, or an entry taken back."""

    motif = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La structure le recevra par courriel.",
        error_messages={"required": "Dites pourquoi\u00a0: la structure recevra ce motif."},
    )
