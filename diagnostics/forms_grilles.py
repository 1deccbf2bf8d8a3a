"""Input of interview grids."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from diagnostics.models import GrilleEntretien, QuestionGrille
from socle.conflits import Lecteur
from socle.fusion import fusionner_lignes


def _en_lignes(choix: Iterable[Any] | None) -> str:
    return "\n".join(map(str, choix or ()))


LECTEUR_CHOIX: Final = Lecteur(
    lire=lambda question: _en_lignes(question.choix),
    dire=str,
    ecrire=lambda lignes: [lignes],
    saisi=_en_lignes,
    fusionner=fusionner_lignes,
)
"""How the choices of a question are compared when two people wrote them: line by line."""


class GrilleForm(forms.ModelForm):
    """What a grid is about; ``version`` detects concurrent edits."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = GrilleEntretien
        fields = ["titre", "thematique", "duree", "intention"]
        labels = {"duree": "Durée, en minutes", "intention": "Comment présenter l’entretien"}
        help_texts = {
            "intention": "Deux phrases simples : pourquoi nous venons, ce que deviendra ce qui est dit."
        }
        error_messages = {"titre": {"required": "Donnez un titre à la grille."}}
        widgets = {"intention": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme: Any = self.fields["thematique"]
        theme.empty_label = "Tous les thèmes"


class QuestionForm(forms.ModelForm):
    """One question; choices are written one per line."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    choix = forms.CharField(
        label="Choix proposés",
        required=False,
        help_text="Un par ligne. Seulement pour « Choix dans une liste ».",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = QuestionGrille
        fields = ["texte", "aide", "nature", "choix", "thematique"]
        labels = {"aide": "Aide ou relance"}
        error_messages = {"texte": {"required": "Écrivez la question."}}
        widgets = {
            "texte": forms.Textarea(attrs={"rows": 2}),
            "aide": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["choix"] = _en_lignes(self.instance.choix)
            self.initial["version"] = self.instance.version
        theme: Any = self.fields["thematique"]
        theme.empty_label = "Celui de la grille"

    def clean_choix(self) -> list[str]:
        """Return the choices, without blank lines or repetitions."""
        lignes = (c.strip()[:200] for c in self.cleaned_data["choix"].splitlines())
        return list(dict.fromkeys(c for c in lignes if c))

    def clean(self) -> dict[str, Any]:
        """A list of choices offers at least two."""
        donnees = super().clean() or {}
        if donnees.get("nature") == "choix" and len(donnees.get("choix", [])) < 2:  # noqa: PLR2004
            self.add_error("choix", "Écrivez au moins deux choix, un par ligne.")
        return donnees

    def _post_clean(self) -> None:
        """Leave the instance alone: services write it, under lock."""
