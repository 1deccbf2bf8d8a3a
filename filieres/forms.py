"""Filters of the library of filières."""

from django import forms

from filieres.catalogue import ECHELONS, THEMES


class RechercheForm(forms.Form):
    """Word, theme and territorial level, kept in the address."""

    q = forms.CharField(
        label="Mot ou territoire",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    theme = forms.ChoiceField(
        label="Thème", required=False, choices=[("", "Tous"), *THEMES.items()]
    )
    echelon = forms.ChoiceField(
        label="Échelon", required=False, choices=[("", "Tous"), *ECHELONS.items()]
    )
