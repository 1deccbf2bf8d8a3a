"""Enter a relation from one of its two actors."""

from typing import Any

from django import forms

from acteurs.models import Acteur
from relations.models import Relation
from relations.natures import EXPLIQUEES, Sens, lire_sens, sens_possibles
from relations.services.ecriture import orienter
from socle.conflits import Lecteur


class RelationForm(forms.ModelForm):
    """What links ``acteur``, the side one stands at, to ``autre``."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sens = forms.ChoiceField(
        label="Relation",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce qui les lie."},
    )

    class Meta:
        model = Relation
        fields = ["precision", "depuis", "jusqu_a", "source", "visibilite"]
        widgets = {
            "depuis": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "jusqu_a": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "visibilite": forms.RadioSelect,
        }
        labels = {
            "precision": "Ce qu’ils font ensemble",
            "depuis": "Depuis (année)",
            "jusqu_a": "Jusqu’à (année)",
            "source": "D’où vient l’information",
            "visibilite": "Qui la voit",
        }
        help_texts = {
            "precision": "Une phrase. Évitez d’y nommer quelqu’un.",
            "jusqu_a": "À remplir quand c’est fini.",
            "source": "Site, rapport d’activité, statuts, échange… jamais le nom d’une personne.",
        }

    field_order = [
        "sens", "precision", "depuis", "jusqu_a", "source", "visibilite", "version",
    ]  # fmt: skip

    def __init__(self, *args: Any, acteur: Acteur, autre: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acteur, self.autre = acteur, autre
        champ: Any = self.fields["sens"]
        champ.choices = [(s.code, _proposer(s)) for s in sens_possibles()]
        for nom in ("depuis", "jusqu_a"):
            annee: Any = self.fields[nom]
            annee.error_messages["invalid"] = "Écrivez l’année en quatre chiffres."
        if self.instance.pk:
            inverse = not self.instance.est_symetrique and self.instance.depart_id != acteur.pk
            self.initial["sens"] = Sens(self.instance.nature, inverse, "").code
            self.initial["version"] = self.instance.version

    def champs(self) -> dict[str, Any]:
        """Return what the services write."""
        saisis = {n: v for n, v in self.cleaned_data.items() if n not in {"version", "sens"}}
        sens = lire_sens(self.cleaned_data["sens"])
        assert sens is not None  # noqa: S101 (one of the choices)
        return {**saisis, **orienter(self.acteur, sens, self.autre)}

    def lecteurs(self) -> dict[str, Lecteur]:
        """Say how a conflict reads the relation and its direction."""
        mots = {s.code: s.libelle for s in sens_possibles()}

        def lire(ligne: Any) -> str:
            inverse = ligne.depart_id != self.acteur.pk
            sens = Sens(ligne.nature, inverse, "")
            return sens.code if sens.code in mots else ligne.nature

        return {
            "sens": Lecteur(
                lire=lire, dire=lambda v: mots.get(v or "", ""), ecrire=lambda v: [v or ""]
            )
        }


def _proposer(sens: Sens) -> str:
    """Say a choice; what it covers, once for both directions."""
    libelle = f"{sens.libelle[:1].upper()}{sens.libelle[1:]}"
    return libelle if sens.inverse else f"{libelle}. {EXPLIQUEES[sens.nature]}"


class RetraitForm(forms.Form):
    """Why a relation is withdrawn."""

    motif = forms.CharField(
        label="Pourquoi la retirer\u202f?",
        max_length=300,
        required=False,
        help_text="Par exemple\u00a0: erreur, doublon, source contestée.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
