"""Input about territories, and its French messages."""

from django import forms

from territoires.models import Territoire
from territoires.services.composition import NATURES_COMPOSABLES


class FormulaireRecherche(forms.Form):
    """The search box."""

    q = forms.CharField(
        label="Nom, code INSEE, SIREN ou code postal",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class FormulaireComposition(forms.ModelForm):
    """Name and nature of a custom territory; its communes travel beside, as checkboxes."""

    nature = forms.ChoiceField(
        label="Nature",
        choices=[(n.value, n.label) for n in NATURES_COMPOSABLES],
        error_messages={"invalid_choice": "Choisissez la nature du territoire dans la liste."},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Territoire
        fields = ("nom", "nature")
        labels = {"nom": "Nom du territoire"}
        error_messages = {"nom": {"required": "Donnez un nom à ce territoire."}}
