"""Input of stakes, project ideas, points of view and personal links, with French messages."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from diagnostics.models import (
    ActeurConcerne,
    AppuiPiste,
    Diagnostic,
    Enjeu,
    Piste,
)
from diagnostics.services.liens_personnels import DUREES
from diagnostics.services.recherche import chercher_acteurs

_TITRE: Final = {"required": "Donnez un titre."}


class PisteForm(forms.ModelForm):
    """A project idea."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Piste
        fields = ["titre", "description", "thematique", "enjeux", "etat", "raison"]
        labels = {
            "titre": "Titre",
            "description": "De quoi s’agit-il",
            "thematique": "Thème",
            "enjeux": "À quels enjeux répond-elle",
            "etat": "Où en est-elle",
            "raison": "Pourquoi",
        }
        help_texts = {
            "titre": "Ce qu’on ferait ensemble, en quelques mots.",
            "description": "Deux ou trois phrases qu’un acteur peut lire sans rien savoir de la démarche.",
            "raison": "Ce qui a conduit à la retenir ou à l’écarter. Obligatoire pour écarter une piste.",
        }
        error_messages = {"titre": _TITRE}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "enjeux": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        enjeux: Any = self.fields["enjeux"]
        enjeux.queryset = diagnostic.enjeux.all()
        if not enjeux.queryset.exists():
            del self.fields["enjeux"]
        theme: Any = self.fields["thematique"]
        theme.empty_label = "Sans thème"
        etat: Any = self.fields["etat"]
        etat.choices = Piste.Etat.choices

    def clean(self) -> dict[str, Any]:
        """An idea is set aside for a reason."""
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("etat") == Piste.Etat.ECARTEE and not donnees.get("raison"):
            self.add_error("raison", "Dites pourquoi la piste est écartée.")
        return donnees

    @property
    def champs(self) -> dict[str, Any]:
        """Return the plain fields."""
        return {
            nom: valeur
            for nom, valeur in self.cleaned_data.items()
            if nom not in {"version", "enjeux"}
        }

    def _post_clean(self) -> None:
        """Leave the instance alone: the service writes it."""


class EnjeuForm(forms.ModelForm):
    """A stake."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Enjeu
        fields = ["titre", "question", "ordre", "thematiques", "elements"]
        labels = {
            "titre": "Titre",
            "question": "Question posée au territoire",
            "ordre": "Rang",
            "thematiques": "Thèmes",
            "elements": "Énoncés de la matrice qui le montrent",
        }
        help_texts = {"question": "Par exemple : comment se déplacer quand on n’a pas de voiture ?"}
        error_messages = {"titre": _TITRE}
        widgets = {
            "thematiques": forms.CheckboxSelectMultiple,
            "elements": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        elements: Any = self.fields["elements"]
        elements.queryset = diagnostic.elements.actifs().order_by("quadrant", "ordre", "pk")
        self.fields["ordre"].required = False

    def clean_ordre(self) -> int:
        """Keep the former rank when none is typed."""
        return self.cleaned_data["ordre"] or self.instance.ordre or 0

    def _post_clean(self) -> None:
        """Leave the instance alone: the service writes it."""


class AppuiForm(forms.Form):
    """What supports or contradicts an idea."""

    sens = forms.ChoiceField(label="Cela", choices=AppuiPiste.Sens.choices)
    element = forms.ModelChoiceField(
        queryset=None, label="Un énoncé de la matrice", required=False, to_field_name="reference"
    )
    entretien = forms.ModelChoiceField(
        queryset=None, label="Un entretien, un atelier", required=False, to_field_name="reference"
    )
    texte = forms.CharField(label="Précision, ou autre source", max_length=400, required=False)

    def __init__(self, *args: Any, piste: Piste, lit_entretiens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deja = piste.appuis.exclude(element=None).values("element")
        element: Any = self.fields["element"]
        element.queryset = piste.diagnostic.elements.actifs().exclude(pk__in=deja)
        element.empty_label = "Aucun"
        if lit_entretiens:
            entretien: Any = self.fields["entretien"]
            entretien.queryset = piste.diagnostic.entretiens.all()
            entretien.empty_label = "Aucun"
        else:
            del self.fields["entretien"]

    def clean(self) -> dict[str, Any]:
        """One thing at a time, and something."""
        donnees: dict[str, Any] = super().clean() or {}
        if donnees.get("element") and donnees.get("entretien"):
            raise ValidationError("Choisissez un énoncé ou un entretien, l’un après l’autre.")
        if not any(donnees.get(n) for n in ("element", "entretien", "texte")):
            raise ValidationError("Choisissez un énoncé, un entretien, ou décrivez la source.")
        return donnees


class ConcernerForm(forms.Form):
    """An actor an idea concerns: known, from the directory, or a name."""

    connu = forms.ModelChoiceField(
        queryset=None, label="Déjà dans la démarche", required=False, to_field_name="reference"
    )
    partie = forms.ModelChoiceField(
        queryset=None,
        label="Ou une partie prenante de la carte",
        required=False,
        to_field_name="reference",
    )
    nom = forms.CharField(
        label="Ou un autre nom",
        max_length=200,
        required=False,
        help_text="Un nom de l’annuaire est reconnu ; sinon il est gardé tel quel.",
    )

    def __init__(self, *args: Any, piste: Piste, utilisateur: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.diagnostic, self.utilisateur = piste.diagnostic, utilisateur
        deja = piste.acteurs_concernes.values("pk")
        connu: Any = self.fields["connu"]
        connu.queryset = self.diagnostic.acteurs_concernes.exclude(pk__in=deja)
        connu.empty_label = "Choisir…"
        partie: Any = self.fields["partie"]
        partie.queryset = (
            self.diagnostic.parties.actives()
            .exclude(acteurs_concernes__pistes=piste)
            .order_by("cercle__ordre", "ordre", "pk")
        )
        partie.empty_label = "Choisir…"
        for champ in ("connu", "partie"):
            if not self.fields[champ].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[champ]

    def clean(self) -> dict[str, Any]:
        """Find the actor of that exact name in the directory."""
        donnees: dict[str, Any] = super().clean() or {}
        nom = (donnees.get("nom") or "").strip()
        donnees["acteur"] = None
        choisi = donnees.get("connu") or donnees.get("partie")
        if not choisi and not nom:
            raise ValidationError("Choisissez un acteur, ou écrivez son nom.")
        if nom and not choisi:
            trouves, _ = chercher_acteurs(
                diagnostic=self.diagnostic, utilisateur=self.utilisateur, texte=nom
            )
            memes = [a for a in trouves if a.nom.casefold() == nom.casefold()]
            donnees["acteur"] = memes[0] if len(memes) == 1 else None
        return donnees


class LienForm(forms.Form):
    """A personal link to open."""

    acteur = forms.ModelChoiceField(
        queryset=None,
        label="Pour quel acteur",
        to_field_name="reference",
        empty_label="Choisir…",
        error_messages={"required": "Choisissez l’acteur qui répondra."},
    )
    pistes = forms.ModelMultipleChoiceField(
        queryset=None,
        label="Sur quelles pistes",
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une piste."},
    )
    jours = forms.TypedChoiceField(
        label="Ouvert pendant",
        coerce=int,
        choices=[(d, f"{d} jours") for d in DUREES],
        initial=30,
    )
    courriel = forms.EmailField(
        label="Envoyer à cette adresse",
        required=False,
        help_text="Elle ne sert qu’à cet envoi : elle n’est pas gardée. Sans adresse, "
        "le lien et son code à photographier s’affichent une seule fois.",
        error_messages={"invalid": "Vérifiez l’adresse : il y manque quelque chose."},
    )

    def __init__(self, *args: Any, diagnostic: Diagnostic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acteur: Any = self.fields["acteur"]
        acteur.queryset = diagnostic.acteurs_concernes.all()
        pistes: Any = self.fields["pistes"]
        pistes.queryset = diagnostic.pistes.exclude(etat=Piste.Etat.ECARTEE)


class ConfierForm(forms.Form):
    """Which structure of the démarche writes for an actor."""

    membre = forms.ModelChoiceField(
        queryset=None,
        label="Structure qui répond pour cet acteur",
        required=False,
        empty_label="Personne",
        help_text="Elle pourra écrire ce point de vue depuis son compte.",
    )

    def __init__(self, *args: Any, concerne: ActeurConcerne, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["membre"] = concerne.membre_id
        membre: Any = self.fields["membre"]
        membre.queryset = concerne.diagnostic.membres.filter(role="structure").select_related(
            "utilisateur"
        )
