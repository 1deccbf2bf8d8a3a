"""Input of démarches, with French messages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import modelformset_factory

from acteurs.models import Acteur, Thematique
from comptes.models import Organisation
from comptes.models import Role as RoleOrganisation
from diagnostics.models import (
    Diagnostic,
    ElementMoff,
    Entretien,
    MembreDiagnostic,
    Phase,
    Preuve,
    Quadrant,
)
from diagnostics.services.matrice import dire_indicateur
from diagnostics.services.recherche import chercher_acteurs

_REQUIS = {"required": "Renseignez ce champ."}


def _date() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DemarcheForm(forms.ModelForm):
    """Description of a démarche."""

    class Meta:
        model = Diagnostic
        fields = ["titre", "question", "resume", "debut", "fin", "periode_texte", "visibilite"]
        labels = {
            "titre": "Titre",
            "question": "Question posée",
            "resume": "En deux ou trois phrases",
            "debut": "Début",
            "fin": "Fin",
            "periode_texte": "Période en toutes lettres",
            "visibilite": "Qui peut la lire",
        }
        help_texts = {
            "titre": "Ce que vous voulez faire naître, en une ligne.",
            "question": "Par exemple : compte tenu de notre contexte, que pouvons-nous faire ensemble ?",
            "periode_texte": "Si les dates sont incertaines : « printemps 2025 ».",
            "visibilite": "Les entretiens et le nom des personnes restent réservés aux membres dans "
            "tous les cas.",
        }
        error_messages = {"titre": {"required": "Donnez un titre à la démarche."}}
        widgets = {
            "resume": forms.Textarea(attrs={"rows": 3}),
            "visibilite": forms.RadioSelect,
            "debut": _date(),
            "fin": _date(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visibilite: Any = self.fields.get("visibilite")
        if visibilite:
            visibilite.choices = Diagnostic.Visibilite.choices


class CreationForm(DemarcheForm):
    """A new démarche: its organisation is one of those the user works for."""

    class Meta(DemarcheForm.Meta):
        fields = [
            "titre",
            "question",
            "organisation",
            "resume",
            "debut",
            "fin",
            "periode_texte",
            "visibilite",
        ]

    def __init__(self, *args: Any, utilisateur: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(
            adhesions__utilisateur=utilisateur,
            adhesions__role__in=[RoleOrganisation.ADMINISTRATEUR, RoleOrganisation.MEMBRE],
        ).order_by("nom")
        champ: Any = self.fields["organisation"]
        champ.queryset = organisations
        champ.label = "Organisation qui la porte"
        champ.empty_label = None


class ReglagesForm(DemarcheForm):
    """Settings of a démarche; ``version`` detects concurrent edits."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(DemarcheForm.Meta):
        fields = ["titre", "question", "resume", "debut", "fin", "periode_texte", "statut"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.statut == Diagnostic.Statut.ARCHIVE:
            del self.fields["statut"]  # opening an archived démarche again is a decision of its own
            return
        statut: Any = self.fields["statut"]
        statut.label = "Où en est-elle"
        statut.choices = [c for c in Diagnostic.Statut.choices if c[0] != Diagnostic.Statut.ARCHIVE]


class VisibiliteForm(forms.ModelForm):
    """Who may read the démarche."""

    class Meta:
        model = Diagnostic
        fields = ["visibilite"]
        widgets = {"visibilite": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["visibilite"]
        champ.label = "Qui peut la lire"
        champ.choices = Diagnostic.Visibilite.choices


class PhaseForm(forms.ModelForm):
    """One phase on one line."""

    class Meta:
        model = Phase
        fields = ["titre", "etat", "periode_texte", "note"]


PhaseFormSet = modelformset_factory(Phase, form=PhaseForm, extra=0)


class AjoutForm(forms.Form):
    """A new statement, written in one line."""

    quadrant = forms.ChoiceField(choices=Quadrant.choices)
    texte = forms.CharField(
        max_length=ElementMoff._meta.get_field("texte").max_length,
        error_messages={
            "required": "Écrivez l’énoncé avant de l’ajouter.",
            "max_length": "L’énoncé compte plus de %(limit_value)d caractères : partagez-le en deux.",
        },
    )
    thematique = forms.ModelChoiceField(
        label="Thème", queryset=Thematique.objects.all(), required=False, empty_label="Thème ?"
    )


class ElementForm(forms.ModelForm):
    """Rewording of a statement; ``version`` detects concurrent edits."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ElementMoff
        fields = ["texte", "thematique"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"texte": {"required": "Écrivez l’énoncé avant d’enregistrer."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme: Any = self.fields["thematique"]
        theme.empty_label = "Sans thème"


class PreuveForm(forms.Form):
    """Evidence for or against a statement: one of four kinds."""

    sens = forms.ChoiceField(
        label="Ce qu’elle dit de l’énoncé",
        choices=[
            (Preuve.Sens.APPUIE, "Elle l’appuie"),
            (Preuve.Sens.CONTREDIT, "Elle le contredit"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    nature = forms.ChoiceField(
        label="Ce dont il s’agit",
        choices=[
            (Preuve.Nature.ENTRETIEN, "Une parole recueillie"),
            (Preuve.Nature.INDICATEUR, "Une donnée du territoire"),
            (Preuve.Nature.ACTEUR, "Un acteur"),
            (Preuve.Nature.SOURCE, "Une autre source"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce dont il s’agit."},
    )
    entretien = forms.ModelChoiceField(
        label="Entretien, atelier, visite ou document",
        queryset=Entretien.objects.none(),
        required=False,
        empty_label="Choisir…",
    )
    indicateur = forms.ModelChoiceField(
        label="Donnée", queryset=None, required=False, empty_label="Choisir…"
    )
    acteur = forms.CharField(
        label="Nom de l’acteur",
        required=False,
        max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "acteurs-proposes"}),
    )
    acteur_choisi = forms.CharField(required=False, widget=forms.HiddenInput)
    texte = forms.CharField(
        label="Citation ou précision",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    url = forms.URLField(
        label="Adresse de la page",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Cette adresse est incomplète : elle commence par https://."},
    )

    def __init__(self, *args: Any, diagnostic: Diagnostic, utilisateur: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.diagnostic = diagnostic
        self.utilisateur = utilisateur
        self.candidats: list[Acteur] = []
        entretien: Any = self.fields["entretien"]
        entretien.queryset = diagnostic.entretiens.entendus()
        indicateur: Any = self.fields["indicateur"]
        indicateur.queryset = diagnostic.territoire.indicateurs.all()
        indicateur.label_from_instance = dire_indicateur

    def clean(self) -> dict[str, Any]:
        """Find the actor by its name, and require what goes with the nature."""
        donnees = super().clean() or {}
        nature = donnees.get("nature")
        donnees["sens"] = donnees.get("sens") or Preuve.Sens.APPUIE
        if nature == Preuve.Nature.ACTEUR:
            donnees["acteur"] = self._trouver_acteur(donnees)
        else:
            donnees["acteur"] = None
        exiges = {
            Preuve.Nature.ENTRETIEN: (
                "entretien",
                "Choisissez l’entretien, l’atelier ou le document.",
            ),
            Preuve.Nature.INDICATEUR: ("indicateur", "Choisissez la donnée."),
            Preuve.Nature.SOURCE: ("texte", "Décrivez la source : titre, auteur, date."),
        }
        if nature in exiges:
            champ, message = exiges[nature]
            if champ not in self.errors and not donnees.get(champ):
                self.add_error(champ, message)
        return donnees

    def _trouver_acteur(self, donnees: dict[str, Any]) -> Acteur | None:
        nom = donnees.get("acteur") or ""
        trouves, exacts = chercher_acteurs(
            diagnostic=self.diagnostic, utilisateur=self.utilisateur, texte=nom
        )
        choisi = donnees.get("acteur_choisi")
        if choisi:
            trouve = next((a for a in trouves if a.reference == choisi), None)
            if trouve:
                return trouve
        if len(exacts) == 1:
            return exacts[0]
        self.candidats = exacts or trouves
        if not nom:
            self.add_error("acteur", "Écrivez le nom de l’acteur.")
        elif self.candidats:
            self.add_error("acteur", "Plusieurs acteurs correspondent : choisissez dans la liste.")
        else:
            self.add_error(
                "acteur",
                "Aucun acteur ne porte ce nom : vérifiez l’orthographe, ou ajoutez d’abord sa fiche.",
            )
        return None


class FusionForm(forms.Form):
    """Duplicates to merge into a statement."""

    doublons = forms.ModelMultipleChoiceField(
        queryset=ElementMoff.objects.none(),
        to_field_name="reference",
        error_messages={"required": "Cochez au moins un énoncé à réunir avec celui-ci."},
    )
    texte = forms.CharField(
        label="Énoncé retenu",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Écrivez l’énoncé retenu."},
    )

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doublons: Any = self.fields["doublons"]
        doublons.queryset = diagnostic.elements.actifs()


class MembreForm(forms.Form):
    """Somebody to add to the démarche."""

    email = forms.EmailField(
        label="Adresse électronique",
        error_messages={
            "required": "Écrivez l’adresse de la personne.",
            "invalid": "Cette adresse est incomplète : elle ressemble à prenom@organisme.fr.",
        },
    )
    role = forms.ChoiceField(
        label="Rôle",
        choices=MembreDiagnostic.Role.choices,
        initial=MembreDiagnostic.Role.AGENT,
    )


class SourceForm(forms.ModelForm):
    """A workshop, a visit or a document; interviews have screens of their own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Entretien
        fields = ["nature", "titre", "acteur", "date_texte", "compte_rendu"]
        labels = {"acteur": "Acteur rencontré", "date_texte": "Date"}
        help_texts = {
            "titre": "Par exemple : « Atelier 1 », « Visite de la ressourcerie ».",
            "date_texte": "En toutes lettres : « 12 mars 2025 », « printemps 2025 ».",
            "compte_rendu": "Réservé aux membres de la démarche, jamais publié.",
        }
        error_messages = {"titre": {"required": "Donnez un intitulé à cette source."}}
        widgets = {"compte_rendu": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.nature != Entretien.Nature.ENTRETIEN or not self.instance.pk:
            nature: Any = self.fields["nature"]
            nature.choices = [
                c for c in Entretien.Nature.choices if c[0] != Entretien.Nature.ENTRETIEN
            ]
            nature.initial = Entretien.Nature.ATELIER
        acteur: Any = self.fields["acteur"]
        retenu = self.instance.acteur_id
        acteur.queryset = (
            diagnostic.acteurs.all() | Acteur.objects.filter(pk=retenu)
            if retenu
            else diagnostic.acteurs.all()
        ).distinct()
        acteur.empty_label = "Aucun en particulier"


def premier_message(erreur: ValidationError) -> str:
    """Return the first message of ``erreur``, for a one-line notice."""
    return str(erreur.messages[0])


class SuppressionForm(forms.Form):
    """Confirm the deletion of a démarche by typing its title again."""

    titre = forms.CharField(
        label="Recopiez le titre de la démarche pour confirmer",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Recopiez le titre pour confirmer."},
    )
