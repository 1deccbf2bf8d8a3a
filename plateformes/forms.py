"""Filters of the library of platforms."""

from django import forms

from plateformes.models import Plateforme
from plateformes.reference import themes


class RechercheForm(forms.Form):
    """Need, theme and nature, kept in the address."""

    q = forms.CharField(
        label="Besoin ou nom",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    theme = forms.ChoiceField(
        label="Thème", required=False, choices=lambda: [("", "Tous"), *themes().items()]
    )
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=[("", "Toutes"), *Plateforme.Nature.choices]
    )
