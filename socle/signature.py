"""Forms open to everyone: the trap for machines, and pages that only their address opens."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse


class PiegeForm(forms.Form):
    """A field people never see (``components/piege.html``): what fills it is a machine."""

    adresse_postale = forms.CharField(required=False, label="Ne remplissez pas ce champ")

    def clean_adresse_postale(self) -> str:
        """Refuse what a machine filled."""
        if self.cleaned_data["adresse_postale"]:
            raise ValidationError("Ce champ devait rester vide.")
        return ""


def discret(reponse: HttpResponse) -> HttpResponse:
    """Keep a personal page out of caches, search engines and other sites' logs."""
    reponse["Cache-Control"] = "private, no-store"
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Referrer-Policy"] = "same-origin"
    return reponse
