"""Forms of the table « themes proposed by activity code »."""

from typing import Any

from django import forms

from acteurs.models import RegleNaf, Thematique
from acteurs.referentiels_officiels import PREFIXE
from socle.typographie import ecrire_nombre


class FiltreNafForm(forms.Form):
    """What the table shows."""

    q = forms.CharField(label="Code, activité ou thème", required=False, max_length=80)
    nomenclature = forms.ChoiceField(
        label="Nomenclature", choices=RegleNaf.Nomenclature.choices, required=False
    )
    changees = forms.BooleanField(label="Seulement les lignes changées à la main", required=False)


class RegleNafForm(forms.ModelForm):
    """A line of the table. Its code is chosen once, when it is added."""

    prefixe = forms.CharField(
        label="Code ou début de code",
        max_length=6,
        help_text="Comme l’Insee l’écrit\u00a0: 88, 88.1, 88.10 ou 88.10C. Le plus long l’emporte.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    appliquer = forms.BooleanField(required=False)

    class Meta:
        model = RegleNaf
        fields = ("nomenclature", "prefixe", "libelle", "thematiques")
        widgets = {
            "nomenclature": forms.RadioSelect,
            "thematiques": forms.CheckboxSelectMultiple,
        }
        labels = {"thematiques": "Thèmes proposés", "libelle": "Activité"}
        help_texts = {
            "thematiques": "N’en cochez aucun si ce code ne dit rien du thème\u00a0: la recherche "
            "s’arrête alors là, sans regarder les codes plus courts.",
        }

    def __init__(self, *args: Any, concernees: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.champ("thematiques").queryset = Thematique.objects.all()
        self.champ("nomenclature").choices = RegleNaf.Nomenclature.choices
        if self.instance.pk:
            del self.fields["nomenclature"], self.fields["prefixe"]
        appliquer = self.fields["appliquer"]
        if concernees == 0:
            del self.fields["appliquer"]
        elif concernees is None:
            appliquer.label = "Appliquer aux fiches que personne n’a complétées"
        else:
            pluriel = "s" if concernees > 1 else ""
            appliquer.label = (
                "Appliquer à la fiche que personne n’a complétée"
                if concernees == 1
                else f"Appliquer aux {ecrire_nombre(concernees)} fiches que personne n’a complétées"
            )
            appliquer.help_text = (
                f"Fiche{pluriel} du répertoire Sirene dont le code commence ainsi. Les fiches "
                "tenues par quelqu’un gardent leurs thèmes."
            )

    def champ(self, nom: str) -> Any:
        """Return a field, to be adjusted."""
        return self.fields[nom]

    def clean_prefixe(self) -> str:
        """Write the code as INSEE does, with its dot."""
        brut = "".join(self.cleaned_data["prefixe"].split()).upper()
        if "." not in brut and len(brut) > 2 and brut[:3].isdigit():  # noqa: PLR2004 — division
            brut = f"{brut[:2]}.{brut[2:]}"
        if not PREFIXE.fullmatch(brut):
            raise forms.ValidationError(
                "Ce code n’est pas un code d’activité\u00a0: écrivez par exemple 88, 88.10 ou 88.10C."
            )
        return brut
