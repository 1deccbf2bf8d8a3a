"""Forms of the public side: declare a use, ask those who use a platform."""

from typing import Any

from django import forms
from django.db.models import Q

from plateformes.models import MessageUsage, RoleCollectivite, UsageTerritoire
from territoires.models import Territoire


class FormulaireUsage(forms.ModelForm):
    """A use of a platform, for a territory of the organisation."""

    class Meta:
        model = UsageTerritoire
        fields = ["territoire", "depuis", "role", "cout", "resultats", "temoignage"]
        help_texts = {
            "cout": "Un ordre de grandeur suffit : adhésion, abonnement, temps passé.",
            "resultats": "Ce qui en est sorti : nombre de personnes, effets, difficultés.",
            "temoignage": "Une phrase que vous acceptez de publier, sans nom de personne.",
        }
        widgets = {
            "resultats": forms.Textarea(attrs={"rows": 3}),
            "temoignage": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, organisation: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siens = Q(pk=organisation.territoire_id) | Q(adoptions__organisation=organisation)
        champ = self.fields["territoire"]
        champ.queryset = Territoire.objects.filter(siens).distinct().order_by("nom_normalise")  # type: ignore[attr-defined]
        champ.empty_label = None  # type: ignore[attr-defined]
        role: Any = self.fields["role"]
        role.choices = [("", "Pas encore dit"), *RoleCollectivite.choices]


class FormulaireModification(forms.ModelForm):
    """A use written again; its territory stays."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta(FormulaireUsage.Meta):
        fields = ["depuis", "role", "cout", "resultats", "temoignage"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


class FormulaireQuestion(forms.ModelForm):
    """A question to those who use a platform; ``sujet`` stays empty: only robots fill it."""

    sujet = forms.CharField(
        label="Ne remplissez pas ce champ",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = MessageUsage
        fields = ["nom", "courriel", "organisation", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"courriel": "Pour vous répondre ; elle n’est pas publiée."}

    @property
    def est_un_robot(self) -> bool:
        """Whether the hidden field was filled."""
        return bool(self.cleaned_data.get("sujet"))
