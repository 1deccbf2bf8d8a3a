"""Answers of a reviewer, conclusion of the group, reply of the holder."""

from typing import Any

from django import forms

from comptes.models import Utilisateur
from plateformes.models import DroitDeReponse, Evaluation, Question, ReponseEvaluation
from plateformes.services.fichiers import ACCEPTE


class ReponseForm(forms.ModelForm):
    """One question: a grade, why, and what supports it. Nothing is asked when no grade is chosen."""

    choix = forms.ModelChoiceField(
        label="Votre réponse",
        queryset=None,
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )
    piece = forms.FileField(
        label="Document",
        required=False,
        help_text="Statuts, comptes, rapport : PDF, image ou texte, 10 Mo au plus. "
        "Lu par les personnes qui évaluent et par la structure porteuse.",
        widget=forms.FileInput(attrs={"accept": ACCEPTE}),
    )
    preuve_lien = forms.URLField(
        label="Lien vers la preuve", required=False, max_length=400, assume_scheme="https"
    )
    retirer_piece = forms.BooleanField(label="Retirer le document joint", required=False)

    class Meta:
        model = ReponseEvaluation
        fields = ["choix", "commentaire", "preuve_texte", "preuve_lien"]
        labels = {
            "commentaire": "Pourquoi",
            "preuve_texte": "Preuve",
        }
        help_texts = {"preuve_texte": "Par exemple : article 14 des statuts, comptes 2025."}
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        kwargs["prefix"] = question.code
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["choix"].queryset = question.degres.all()  # type: ignore[attr-defined]
        if not self.instance.preuve_piece:
            del self.fields["retirer_piece"]

    def clean(self) -> dict[str, Any]:
        """Ask for the grade when something else was written."""
        donnees = super().clean() or {}
        autres = any(
            donnees.get(c) for c in ("commentaire", "preuve_texte", "preuve_lien", "piece")
        )
        if not donnees.get("choix") and (autres or self.instance.pk) and not self.errors:
            self.add_error("choix", "Choisissez la réponse que votre remarque explique.")
        return donnees

    @property
    def textes(self) -> dict[str, str]:
        """What the service writes besides the grade."""
        return {c: self.cleaned_data[c] for c in ("commentaire", "preuve_texte", "preuve_lien")}


class ConclusionForm(forms.ModelForm):
    """What the group retains."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Evaluation
        fields = ["conclusion"]
        widgets = {"conclusion": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].required = True
        self.fields["version"].initial = self.instance.version


class InvitationForm(forms.Form):
    """Somebody with an account who should answer too."""

    courriel = forms.EmailField(
        label="Adresse électronique de son compte Terreau",
        help_text="Une personne d’une collectivité ou d’une structure qui connaît la plateforme.",
    )

    def clean_courriel(self) -> str:
        """Find the account."""
        self.personne = Utilisateur.objects.filter(
            email__iexact=self.cleaned_data["courriel"], is_active=True
        ).first()
        if self.personne is None:
            raise forms.ValidationError(
                "Aucun compte n’a cette adresse : demandez-lui d’abord d’en ouvrir un."
            )
        return str(self.cleaned_data["courriel"])


class DroitForm(forms.ModelForm):
    """The holder's reply on one criterion, or on the whole."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = DroitDeReponse
        fields = ["texte"]
        labels = {"texte": "Votre réponse"}
        widgets = {"texte": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].required = False
        self.initial["version"] = self.instance.version if self.instance.pk else 0
