"""Forms about a filière as a whole: opening it, describing it, its members."""

from typing import Any

from django import forms

from acteurs.models import Thematique
from comptes.models import Organisation
from comptes.models import Role as RoleOrganisation
from filieres.forms_champs import FormulaireDeLigne
from filieres.models import Filiere, MembreFiliere


class DescriptionForm(FormulaireDeLigne):
    """What a filière is about; ``version`` detects concurrent edits."""

    groupes = (
        ("", ("nom", "theme", "conception", "scenario", "vision", "contexte"), False),
        ("Qui la porte", ("porteur_texte", "forme_juridique"), False),
        ("Thématiques de l’annuaire", ("thematiques",), True),
    )

    class Meta:
        model = Filiere
        fields = [
            "nom", "theme", "conception", "scenario", "vision", "contexte", "porteur_texte",
            "forme_juridique", "thematiques",
        ]  # fmt: skip
        labels = {
            "nom": "Nom",
            "theme": "Thème",
            "conception": "Une chaîne, ou plusieurs ?",
            "scenario": "Ce que fait la collectivité",
            "vision": "Vision",
            "contexte": "Contexte",
            "porteur_texte": "Structure qui la porte",
            "thematiques": "Thématiques",
        }
        help_texts = {
            "nom": "La matière et le territoire\u00a0: « Réemploi des contenants en Pays de… ».",
            "vision": "À quoi ressemblerait la filière dans cinq ans, en deux phrases.",
            "thematiques": "Elles servent à proposer des acteurs pour chaque maillon.",
            "porteur_texte": "Si elle existe déjà\u00a0: association, SCIC, régie…",
        }
        error_messages = {
            "nom": {"required": "Donnez un nom à la filière."},
            "theme": {"required": "Choisissez un thème."},
        }
        widgets = {
            "conception": forms.RadioSelect,
            "vision": forms.Textarea(attrs={"rows": 3}),
            "contexte": forms.Textarea(attrs={"rows": 3}),
            "thematiques": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        conception: Any = self.fields["conception"]
        conception.choices = [
            ("chaine-de-valeur", "Chaîne de valeur\u00a0: une matière, de l’amont à l’aval"),
            ("ecosysteme", "Écosystème\u00a0: plusieurs chaînes qui partagent des acteurs"),
        ]
        scenario: Any = self.fields["scenario"]
        scenario.choices = [("", "À préciser"), *Filiere.Scenario.choices]
        thematiques: Any = self.fields["thematiques"]
        thematiques.queryset = Thematique.objects.all()


class OuvertureForm(forms.ModelForm):
    """A new filière: its organisation is one of those the user works for."""

    tout = forms.BooleanField(
        label="Reprendre aussi ses acteurs, ses gisements et ses chiffres", required=False
    )
    choix = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    class Meta(DescriptionForm.Meta):
        fields = ["nom", "theme", "conception", "scenario", "organisation", "vision"]

    def __init__(
        self, *args: Any, utilisateur: Any, origine: Any = None, depart: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = Organisation.objects.filter(
            adhesions__utilisateur=utilisateur,
            adhesions__role__in=[RoleOrganisation.ADMINISTRATEUR, RoleOrganisation.MEMBRE],
        ).order_by("nom")
        organisation.label = "Organisation qui la dessine"
        organisation.empty_label = None
        organisation.required = True
        conception: Any = self.fields["conception"]
        conception.choices = [
            ("chaine-de-valeur", "Chaîne de valeur\u00a0: une matière, de l’amont à l’aval"),
            ("ecosysteme", "Écosystème\u00a0: plusieurs chaînes qui partagent des acteurs"),
        ]
        scenario: Any = self.fields["scenario"]
        scenario.choices = [("", "À préciser"), *Filiere.Scenario.choices]
        if not (
            origine and not origine.exemple and utilisateur.has_perm("filieres.lire_prive", origine)
        ):
            del self.fields["tout"]
        if depart and depart.choix:
            choix: Any = self.fields["choix"]
            choix.choices = depart.choix
            choix.label = "Enjeux auxquels elle répond"
        else:
            del self.fields["choix"]

    def _post_clean(self) -> None:
        """Leave the whole to the service: the territory is chosen apart."""


class MembreForm(forms.Form):
    """Who takes part, with which role."""

    email = forms.EmailField(
        label="Adresse électronique",
        error_messages={
            "required": "Indiquez une adresse.",
            "invalid": "Cette adresse n’est pas complète\u00a0: elle s’écrit nom@domaine.fr.",
        },
    )
    role = forms.ChoiceField(
        label="Rôle", choices=MembreFiliere.Role.choices, initial=MembreFiliere.Role.AGENT
    )


class SuppressionForm(forms.Form):
    """The name of the filière, typed again by whoever deletes it."""

    nom = forms.CharField(
        label="Recopiez le nom de la filière",
        error_messages={"required": "Recopiez le nom de la filière pour confirmer."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, filiere: Filiere, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filiere = filiere

    def clean_nom(self) -> str:
        """Compare with the name as it stands."""
        nom: str = self.cleaned_data["nom"]
        if " ".join(nom.split()).casefold() != " ".join(self.filiere.nom.split()).casefold():
            raise forms.ValidationError(
                "Ce n’est pas le nom de la filière\u00a0: recopiez-le tel qu’il est écrit."
            )
        return nom
