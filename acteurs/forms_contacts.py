"""Form of a contact: as little as needed, and why."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from acteurs.models import ContactActeur


class FormulaireContact(forms.ModelForm):
    """Somebody to talk to at an actor."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ContactActeur
        fields = [
            "nom", "fonction", "courriel", "telephone", "finalite", "base", "informee_le",
            "conserver_jusqu_au",
        ]  # fmt: skip
        widgets = {
            "nom": forms.TextInput(attrs={"autocomplete": "off"}),
            "fonction": forms.TextInput(attrs={"autocomplete": "off"}),
            "courriel": forms.EmailInput(attrs={"autocomplete": "off"}),
            "telephone": forms.TextInput(attrs={"autocomplete": "off", "type": "tel"}),
            "finalite": forms.RadioSelect,
            "base": forms.RadioSelect,
            "informee_le": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "conserver_jusqu_au": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "fonction": "Par exemple\u00a0: directrice, élu délégué, coordination.",
            "informee_le": "Le jour où la personne a su que vous gardiez ses coordonnées, ou l’a "
            "accepté. Vous avez un mois pour le lui dire.",
            "conserver_jusqu_au": "Trois ans au plus. Un courriel vous prévient un mois avant.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base: Any = self.fields["base"]
        base.choices = ContactActeur.Base.choices  # no empty first choice
        self.initial["version"] = self.instance.version

    def saisie(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        return {nom: self.cleaned_data[nom] for nom in self._meta.fields or ()}

    def refuser(self, erreur: ValidationError) -> None:
        """Show what the service refused beside its field."""
        self.add_error(None, erreur)
