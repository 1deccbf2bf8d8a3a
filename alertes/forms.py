"""Form of an alert: its name and its rhythm."""

from django import forms

from alertes.models import Alerte


class FormulaireAlerte(forms.Form):
    """How to be told."""

    nom = forms.CharField(
        label="Nom de l’alerte", max_length=160, help_text="Il vous aidera à la reconnaître."
    )
    rythme = forms.ChoiceField(
        label="Me prévenir",
        choices=[
            (Alerte.Rythme.JOUR, "Chaque jour, quand il y a du nouveau"),
            (Alerte.Rythme.SEMAINE, "Chaque lundi, quand il y a du nouveau"),
            (Alerte.Rythme.JAMAIS, "Sans courriel\u00a0: par un flux web seulement"),
        ],
        initial=Alerte.Rythme.SEMAINE,
        widget=forms.RadioSelect,
    )
