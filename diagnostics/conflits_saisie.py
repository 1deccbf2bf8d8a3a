"""An answer or exact words that two people wrote at the same time, without JavaScript.

The recording screen posts plain fields, not a form of Django's: these say how the fields are
compared, for the same panel as everywhere else (``socle/conflits.py``).
"""

from typing import Any

from django import forms

from diagnostics.models import Anonymat, Consentement, Reponse, Verbatim
from socle.conflits import Conflit, dresser_conflit


class _ReponseForm(forms.Form):
    """Fields of an answer."""

    texte = forms.CharField(label="Réponse", required=False, strip=False)
    valeur = forms.CharField(label="Valeur choisie", required=False)
    version = forms.IntegerField(required=False)


class _VerbatimForm(forms.Form):
    """Fields of exact words."""

    texte = forms.CharField(label="Mots exacts", required=False)
    consentement = forms.ChoiceField(
        label="Accord pour citer", choices=Consentement.choices, required=False
    )
    anonymat = forms.ChoiceField(label="Comment citer", choices=Anonymat.choices, required=False)
    version = forms.IntegerField(required=False)


def dresser_conflit_saisie(*, donnees: Any, actuel: Reponse | Verbatim) -> Conflit:
    """Compare what was posted with what is saved now, and with what it started from."""
    formulaire = (_VerbatimForm if isinstance(actuel, Verbatim) else _ReponseForm)(donnees)
    formulaire.is_valid()
    return dresser_conflit(formulaire=formulaire, actuel=actuel)
