"""Input of the contact plan, with French messages."""

from typing import Any

from django import forms
from django.utils import timezone

from comptes.models import Utilisateur
from diagnostics.models import Echange, SuiviContact
from diagnostics.services.contacts import membres_suiveurs

TAILLE_MAX = 2 * 1024 * 1024


def _date(**attributs: Any) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attributs}, format="%Y-%m-%d")


class SuiviForm(forms.ModelForm):
    """Where a contact stands and what comes next; ``version`` detects concurrent edits."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = SuiviContact
        fields = ["etat", "responsable", "canal", "prochaine_action", "echeance"]
        labels = {"echeance": "Pour quand"}
        help_texts = {"echeance": "La personne qui suit est prévenue ce jour-là, une fois."}
        widgets = {"echeance": _date()}

    def __init__(self, *args: Any, diagnostic: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        membres = membres_suiveurs(diagnostic)
        responsable: Any = self.fields["responsable"]
        responsable.queryset = Utilisateur.objects.filter(
            pk__in=[m.utilisateur_id for m in membres]
        )
        responsable.choices = [
            ("", "Personne pour l’instant"),
            *((m.utilisateur_id, str(m.utilisateur)) for m in membres),
        ]
        canal: Any = self.fields["canal"]
        canal.choices = [("", "À choisir"), *SuiviContact.Canal.choices]

    def clean(self) -> dict[str, Any]:
        """A due date says what is due."""
        donnees = super().clean() or {}
        if donnees.get("echeance") and not donnees.get("prochaine_action"):
            self.add_error("prochaine_action", "Dites ce qu’il y a à faire à cette date.")
        return donnees


class EchangeForm(forms.ModelForm):
    """An exchange; ``etat`` may move the contact at the same time."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    etat = forms.ChoiceField(
        label="Où en est le contact",
        choices=[("", "Inchangé"), *SuiviContact.Etat.choices],
        required=False,
    )

    class Meta:
        model = Echange
        fields = ["date", "canal", "resume"]
        labels = {"resume": "Ce qui s’est dit"}
        help_texts = {"resume": "L’essentiel et la suite. Ce sont des données personnelles."}
        error_messages = {
            "date": {"required": "Donnez la date de l’échange."},
            "resume": {"required": "Écrivez ce qui s’est dit, même en une ligne."},
        }
        widgets = {"date": _date(), "resume": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        canal: Any = self.fields["canal"]
        canal.choices = [("", "À choisir"), *SuiviContact.Canal.choices]
        if self.instance.pk:
            del self.fields["etat"]
            self.initial.setdefault("version", self.instance.version)
        else:
            self.initial.setdefault("date", timezone.localdate())

    def clean_date(self) -> Any:
        """An exchange has taken place."""
        date = self.cleaned_data["date"]
        if date > timezone.localdate():
            raise forms.ValidationError(
                "Cette date est à venir : notez-la plutôt comme prochaine action."
            )
        return date


class DepotForm(forms.Form):
    """A spreadsheet of contacts."""

    fichier = forms.FileField(
        label="Fichier CSV ou XLSX",
        help_text="2 Mo et 500 lignes au plus. La première ligne nomme les colonnes.",
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
        },
    )

    def clean_fichier(self) -> Any:
        """Refuse what is too heavy before reading it."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise forms.ValidationError("Ce fichier dépasse 2 Mo : partagez-le en deux.")
        return fichier
