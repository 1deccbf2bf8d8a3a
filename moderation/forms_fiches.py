"""What lists of entries to look after are filtered by."""

from typing import Any

from django import forms

from acteurs.models import TypeActeur
from moderation.a_revoir import CONNUES
from moderation.models import DoublonPossible


class FiltreDoublonsForm(forms.Form):
    """What the list of pairs shows."""

    raison = forms.ChoiceField(
        label="Ce qu’elles partagent",
        required=False,
        choices=[
            ("", "Peu importe"),
            *((c, t) for c, t in DoublonPossible.Raison.choices if c != "commune"),
        ],
    )
    territoire = forms.ChoiceField(label="Territoire", required=False)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "À examiner"), ("distincts", "Dits distincts")],
    )

    def __init__(self, *arguments: Any, territoires: list[tuple[str, str]], **autres: Any) -> None:
        """Offer the territories of the user."""
        super().__init__(*arguments, **autres)
        champ: Any = self.fields["territoire"]
        champ.choices = territoires


class FiltreRevueForm(forms.Form):
    """What the list of entries to look at again shows."""

    connues = forms.ChoiceField(label="Fiches", required=False, choices=CONNUES)
    famille = forms.ChoiceField(label="Famille", required=False)
    territoire = forms.ChoiceField(label="Territoire", required=False)

    def __init__(self, *arguments: Any, territoires: list[tuple[str, str]], **autres: Any) -> None:
        """Offer the kinds, and the territories of the user."""
        super().__init__(*arguments, **autres)
        champ: Any = self.fields["territoire"]
        champ.choices = territoires
        famille: Any = self.fields["famille"]
        types = TypeActeur.objects.filter(parent=None).order_by("ordre", "libelle")
        famille.choices = [("", "Toutes"), *types.values_list("pk", "libelle")]
