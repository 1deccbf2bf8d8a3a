"""Forms of the shared vocabulary."""

from typing import Any

from django import forms

from plateformes.forms_atelier import VersionForm


class MotForm(VersionForm):
    """A word, whatever its vocabulary: its name, what it covers, its place."""

    ordre = forms.IntegerField(
        label="Place dans la liste",
        min_value=0,
        max_value=32_000,
        help_text="Les plus petits nombres viennent d’abord.",
    )


def formulaire_de_mot(modele: Any) -> Any:
    """Return the form of the words of one vocabulary."""
    return forms.modelform_factory(
        modele,
        form=MotForm,
        fields=["nom", "description", "ordre"],
        labels={"description": "Précision"},
        help_texts={"description": "Une courte précision, en mots de tous les jours."},
    )


class NouveauMotForm(forms.Form):
    """A word to add."""

    nom = forms.CharField(label="Nom", max_length=120)
    description = forms.CharField(
        label="Précision",
        max_length=300,
        required=False,
        help_text="En mots de tous les jours\u00a0; elle sert aussi à chercher.",
    )
