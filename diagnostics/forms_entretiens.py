"""Input of interviews and of what becomes of them."""

from typing import Any

from django import forms

from acteurs.models import Acteur
from comptes.models import Utilisateur
from diagnostics.models import (
    Anonymat,
    Besoin,
    Consentement,
    Diagnostic,
    ElementMoff,
    Entretien,
    FichePreparation,
    PersonneRencontree,
    Preuve,
    Quadrant,
    RelationSignalee,
    RencontrePrevue,
)
from diagnostics.rules import EQUIPE
from diagnostics.services.grilles_lecture import versions_utilisables
from socle.texte import normaliser
from territoires.models import Commune


def membres_de(diagnostic: Diagnostic) -> Any:
    """Return the people who may go and interview: the team of the démarche."""
    return Utilisateur.objects.filter(
        participations__diagnostic=diagnostic, participations__role__in=EQUIPE
    ).order_by("nom", "pk")


def acteurs_proposes(diagnostic: Diagnostic, retenu: int | None, type_: str = "") -> Any:
    """Return the actors of the démarche (of one kind), and the one already chosen."""
    acteurs = diagnostic.acteurs.exclude(statut=Acteur.Statut.ARCHIVE)
    if type_:
        acteurs = acteurs.filter(type=type_)
    if retenu:
        acteurs = acteurs | Acteur.objects.filter(pk=retenu)
    return acteurs.distinct().order_by("nom_normalise", "pk")


class EntretienForm(forms.ModelForm):
    """An interview to come or already held; ``version`` detects concurrent edits."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Entretien
        fields = [
            "acteur",
            "titre",
            "statut",
            "date",
            "heure",
            "date_texte",
            "lieu",
            "commune",
            "enqueteurs",
            "grille",
            "consentement",
            "anonymat",
            "compte_rendu",
        ]
        labels = {
            "acteur": "Acteur rencontré",
            "titre": "Intitulé",
            "enqueteurs": "Qui mène l’entretien",
            "consentement": "Peut-on citer ce qui est dit ?",
            "anonymat": "Comment citer dans les rapports",
            "grille": "Grille suivie",
        }
        help_texts = {
            "titre": "Vide : « Entretien avec… » et le nom de l’acteur. Pas de nom de personne ici.",
            "date_texte": "Si le jour est incertain : « printemps 2025 ».",
            "commune": "Vide : celle de l’acteur. Sert à voir quelles communes n’ont pas été entendues.",
            "anonymat": "« Avec l’intitulé » : l’intitulé et la date paraissent dans le rapport des membres. "
            "Le rapport public ne nomme et ne cite aucun entretien.",
        }
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "heure": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "enqueteurs": forms.CheckboxSelectMultiple,
            "consentement": forms.RadioSelect,
            "anonymat": forms.RadioSelect,
            "compte_rendu": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(
        self, *args: Any, diagnostic: Diagnostic, type_acteur: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        acteur = self.initial.get("acteur") or self.instance.acteur_id
        champs["acteur"].queryset = acteurs_proposes(
            diagnostic, getattr(acteur, "pk", acteur), type_acteur
        )
        champs["acteur"].empty_label = "Aucun en particulier"
        champs["titre"].required = False
        champs["commune"].queryset = Commune.objects.filter(
            territoires=diagnostic.territoire
        ).order_by("nom")
        champs["commune"].empty_label = "Celle de l’acteur"
        champs["enqueteurs"].queryset = membres_de(diagnostic)
        champs["enqueteurs"].required = False
        champs["grille"].queryset = versions_utilisables(diagnostic, self.instance.grille_id)
        champs["grille"].empty_label = "Sans grille : notes libres"
        if not self.instance.compte_rendu:  # written before answers had their place
            del champs["compte_rendu"]
        champs["consentement"].choices = Consentement.choices
        champs["anonymat"].choices = Anonymat.choices

    def clean(self) -> dict[str, Any]:
        """Ask for a title when no actor tells it, for a day when an hour is given."""
        donnees = super().clean() or {}
        if not donnees.get("titre") and not donnees.get("acteur"):
            self.add_error("titre", "Donnez un intitulé, ou choisissez l’acteur rencontré.")
        if donnees.get("heure") and not donnees.get("date"):
            self.add_error("date", "Donnez la date avant l’heure.")
        return donnees

    def _post_clean(self) -> None:
        """Leave the instance alone: services write it, under lock."""

    def champs(self) -> dict[str, Any]:
        """Return what the service writes on the interview itself."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"version", "enqueteurs"}}


class PersonneForm(forms.ModelForm):
    """Somebody met."""

    class Meta:
        model = PersonneRencontree
        fields = ["nom", "fonction", "conserver_jusqu_au"]
        labels = {"conserver_jusqu_au": "À effacer après le"}
        error_messages = {"nom": {"required": "Écrivez le nom de la personne."}}
        help_texts = {"conserver_jusqu_au": "Vide : un an après l’entretien."}
        widgets = {"conserver_jusqu_au": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class FicheForm(forms.ModelForm):
    """The preparation sheet; ``version`` detects concurrent edits."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = FichePreparation
        fields = ["intention", "a_apprendre", "vigilance"]
        labels = {
            "intention": "Comment présenter notre intention ?",
            "a_apprendre": "Que voulons-nous apprendre ?",
            "vigilance": "À quoi faire attention ?",
        }
        help_texts = {
            "intention": "Les deux phrases que chacun dira en arrivant.",
            "a_apprendre": "Ce que personne dans l’équipe ne sait encore.",
            "vigilance": "Sujets sensibles, mots à éviter, promesses à ne pas faire.",
        }
        widgets = {
            "intention": forms.Textarea(attrs={"rows": 3}),
            "a_apprendre": forms.Textarea(attrs={"rows": 3}),
            "vigilance": forms.Textarea(attrs={"rows": 2}),
        }

    def _post_clean(self) -> None:
        """Leave the instance alone: services write it, under lock."""


class RencontreForm(forms.ModelForm):
    """Somebody to meet."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RencontrePrevue
        fields = ["nom", "acteur", "savoirs", "expertise", "enqueteur", "statut"]
        labels = {
            "nom": "Qui voulons-nous rencontrer ?",
            "acteur": "Fiche de l’acteur",
            "savoirs": "Que savent-ils que nous ignorons ?",
            "expertise": "Leur expertise",
            "enqueteur": "Qui y va ?",
        }
        help_texts = {
            "nom": "Une structure, un métier, un groupe : « le garage associatif », « deux parents d’élèves ».",
            "expertise": "Métier, marché, usages, territoire.",
        }
        error_messages = {"nom": {"required": "Dites qui vous voulez rencontrer."}}
        widgets = {"savoirs": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: Any = self.fields
        champs["acteur"].queryset = acteurs_proposes(diagnostic, self.instance.acteur_id)
        champs["acteur"].empty_label = "Pas encore dans l’annuaire"
        champs["enqueteur"].queryset = membres_de(diagnostic)
        champs["enqueteur"].empty_label = "À décider"

    def _post_clean(self) -> None:
        """Leave the instance alone: services write it, under lock."""


class EnonceForm(forms.Form):
    """A new statement that a passage supports."""

    quadrant = forms.ChoiceField(label="Dans quel cadran ?", choices=Quadrant.choices)
    texte = forms.CharField(
        label="Énoncé",
        max_length=400,
        help_text="Une idée, en une phrase que le groupe peut discuter.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Écrivez l’énoncé."},
    )
    thematique = forms.ModelChoiceField(
        label="Thème", queryset=None, required=False, empty_label="Sans thème"
    )

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme: Any = self.fields["thematique"]
        theme.queryset = themes


class AppuiForm(forms.Form):
    """A statement already there, that a passage supports or contradicts."""

    element = forms.ModelChoiceField(
        label="Énoncé de la matrice",
        queryset=ElementMoff.objects.none(),
        to_field_name="reference",
        empty_label="Choisir…",
        error_messages={"required": "Choisissez un énoncé."},
    )
    sens = forms.ChoiceField(
        label="Ce passage",
        choices=[(Preuve.Sens.APPUIE, "l’appuie"), (Preuve.Sens.CONTREDIT, "le contredit")],
        initial=Preuve.Sens.APPUIE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        element: Any = self.fields["element"]
        element.queryset = diagnostic.elements.actifs().order_by("quadrant", "ordre")
        element.label_from_instance = lambda e: f"{e.get_quadrant_display()[:-1]} – {e.texte}"


class BesoinForm(forms.ModelForm):
    """A need heard."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Besoin
        fields = ["texte", "qui", "thematique"]
        labels = {"texte": "Besoin", "qui": "Qui a ce besoin ?"}
        help_texts = {
            "texte": "Du point de vue des personnes : « aller travailler sans voiture ».",
            "qui": "Un groupe ou une structure, pas le nom d’une personne.",
        }
        error_messages = {"texte": {"required": "Écrivez le besoin."}}
        widgets = {"texte": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme: Any = self.fields["thematique"]
        theme.empty_label = "Sans thème"

    def _post_clean(self) -> None:
        """Leave the instance alone: services write it, under lock."""


class RelationForm(forms.ModelForm):
    """A relation heard of; actors are named freely, and recognised when they are in the démarche."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RelationSignalee
        fields = ["nom_a", "nature", "nom_b", "precision"]
        labels = {"nom_a": "Premier acteur", "nom_b": "Second acteur", "nature": "Relation"}
        error_messages = {
            "nom_a": {"required": "Nommez le premier acteur."},
            "nom_b": {"required": "Nommez le second acteur."},
        }
        widgets = {
            "nom_a": forms.TextInput(attrs={"list": "acteurs-connus", "autocomplete": "off"}),
            "nom_b": forms.TextInput(attrs={"list": "acteurs-connus", "autocomplete": "off"}),
        }

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connus = list(diagnostic.acteurs.order_by("nom_normalise"))

    def clean(self) -> dict[str, Any]:
        """Recognise the actors of the démarche by name or acronym."""
        donnees = super().clean() or {}
        par_nom: dict[str, Acteur] = {}
        for acteur in self.connus:
            for nom in (acteur.nom, acteur.sigle):
                if nom:
                    par_nom.setdefault(normaliser(nom), acteur)
        for bout in ("a", "b"):
            donnees[f"acteur_{bout}"] = par_nom.get(normaliser(donnees.get(f"nom_{bout}") or ""))
        if donnees.get("nom_a") and normaliser(donnees["nom_a"]) == normaliser(
            donnees.get("nom_b") or ""
        ):
            self.add_error("nom_b", "Nommez deux acteurs différents.")
        return donnees

    def _post_clean(self) -> None:
        """Leave the instance alone: services write it, under lock."""
