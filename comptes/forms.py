"""Input about people and organisations, and its French messages."""

from typing import Any

from django import forms

from comptes.models import Invitation, Organisation, Role, Utilisateur

AIDE_ROLES = {
    Role.ADMINISTRATEUR: "Administration : gère l’organisation, ses membres et ses invitations",
    Role.MEMBRE: "Membre : crée des démarches et contribue",
    Role.LECTEUR: "Lecture seule : consulte sans modifier",
}


class FormulaireOrganisation(forms.ModelForm):
    """Create or edit an organisation."""

    class Meta:
        model = Organisation
        fields = ["nom", "nature", "siren"]
        widgets = {
            "nature": forms.RadioSelect,
            "siren": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nature"].choices = Organisation.Nature.choices  # type: ignore[attr-defined]
        self.fields["siren"].help_text = "9 chiffres."
        # Typed with spaces as official documents print it: « 200 066 389 ».
        self.fields["siren"].max_length = None  # type: ignore[attr-defined]
        self.fields["siren"].validators = []
        self.fields["siren"].widget.attrs.pop("maxlength", None)
        if self.instance.pk:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=self.instance.version
            )

    def clean_siren(self) -> str:
        """Drop the spaces; the model's validator then checks digits and key."""
        return "".join(self.cleaned_data["siren"].split())


class FormulaireInvitation(forms.ModelForm):
    """Invite an address."""

    role = forms.ChoiceField(
        label="Rôle",
        choices=list(AIDE_ROLES.items()),
        initial=Role.MEMBRE,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Invitation
        fields = ["email", "role"]
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}


class FormulaireProfil(forms.ModelForm):
    """The displayed name."""

    nom = forms.CharField(
        label="Prénom et nom",
        max_length=120,
        help_text="Tels que vos collègues de démarche les verront.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = Utilisateur
        fields = ["nom"]


class FormulaireSuppression(forms.Form):
    """Confirm the deletion of one's account."""

    confirmation = forms.BooleanField(
        label="Je comprends que mon compte ne pourra pas être rétabli",
        error_messages={"required": "Cochez la case pour confirmer la suppression."},
    )


class FormulaireCle(forms.Form):
    """Make a key of the API."""

    nom = forms.CharField(
        label="À quoi sert cette clé\u00a0?",
        max_length=80,
        help_text="Par exemple\u00a0: carte du site de la communauté de communes.",
    )
    jours = forms.TypedChoiceField(
        label="Valable",
        coerce=int,
        choices=[(365, "un an"), (90, "trois mois"), (30, "un mois")],
        initial=365,
    )
