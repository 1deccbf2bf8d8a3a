"""The field Terreau adds to allauth's sign-up forms.

A module of its own: allauth imports it while building its own forms, so it must
import nothing of ``allauth.account.forms``.
"""

from typing import Any

from django import forms


class FormulaireInscription(forms.Form):
    """Ask for the displayed name, before the address and the password."""

    nom = forms.CharField(
        label="Prénom et nom",
        max_length=120,
        help_text="Tels que vos collègues de démarche les verront.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["nom", "email", "password1", "password2"]

    def signup(self, request: Any, user: Any) -> None:
        """Keep the name; allauth has just saved the rest."""
        user.nom = self.cleaned_data["nom"].strip()
        user.save(update_fields=["nom"])
