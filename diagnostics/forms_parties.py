"""Input of the stakeholder map, with French messages."""

from typing import Any

from django import forms

from acteurs.models import Acteur
from diagnostics.models import NIVEAUX, Attitude, Cercle, Diagnostic, PartiePrenante
from diagnostics.services.carte_parties import cercles_de, dire_niveau
from diagnostics.services.recherche import chercher_acteurs
from socle.conflits import Lecteur

_NIVEAUX = [("", "À préciser"), *((str(i), f"{i} – {mot}") for i, mot in enumerate(NIVEAUX))]


def _niveau(libelle: str, aide: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=libelle,
        help_text=aide,
        choices=_NIVEAUX,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choisissez un niveau de 0 à 4."},
    )


class PartieForm(forms.ModelForm):
    """A stakeholder; ``version`` detects concurrent edits.

    Persons and notes are there only with ``contacts=True``.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    relier = forms.BooleanField(
        label="Relier à la fiche de l’annuaire qui porte ce nom",
        required=False,
        initial=True,
    )
    cercle = forms.ChoiceField(
        label="Cercle",
        error_messages={
            "required": "Choisissez un cercle.",
            "invalid_choice": "Ce cercle n’existe plus : choisissez-en un autre.",
        },
    )
    influence = _niveau("Influence", "Ce que cette partie prenante peut faire avancer ou bloquer.")
    interet = _niveau("Intérêt", "À quel point le projet la concerne.")

    class Meta:
        model = PartiePrenante
        fields = [
            "nom",
            "role",
            "attitude",
            "supposee",
            "referent_nom",
            "referent_fonction",
            "notes",
        ]
        labels = {"supposee": "Position supposée, à confirmer", "notes": "Notes internes"}
        help_texts = {
            "nom": "Une structure, un service, un groupe de personnes. Évitez d’y nommer quelqu’un.",
            "supposee": "Décochez quand l’intéressé l’a dit lui-même.",
            "referent_nom": "La personne à joindre. Jamais publiée ni exportée sans demande.",
        }
        error_messages = {"nom": {"required": "Nommez la partie prenante."}}
        widgets = {
            "nom": forms.TextInput(attrs={"autocomplete": "off", "list": "acteurs-proposes"}),
            "role": forms.Textarea(attrs={"rows": 2}),
            "notes": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = (
        "version", "nom", "relier", "cercle", "role", "influence", "interet", "attitude",
        "supposee", "referent_nom", "referent_fonction", "notes",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        diagnostic: Diagnostic,
        utilisateur: Any,
        contacts: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.diagnostic = diagnostic
        self.utilisateur = utilisateur
        self.cercles = {c.code: c for c in cercles_de(diagnostic)}
        cercle: Any = self.fields["cercle"]
        cercle.choices = [(c.code, c.nom) for c in self.cercles.values()]
        attitude: Any = self.fields["attitude"]
        attitude.choices = [("", "À préciser"), *Attitude.choices]
        if not contacts:
            for nom in PartiePrenante.PRIVES:
                del self.fields[nom]
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)
            self.initial.setdefault("cercle", self.instance.cercle.code)
            self.initial.setdefault("influence", self.instance.influence)
            self.initial.setdefault("interet", self.instance.interet)
            self.initial["relier"] = bool(self.instance.acteur_id)
        elif "cercle" not in self.initial:
            self.initial["cercle"] = next(iter(self.cercles), "")

    def champs(self) -> dict[str, Any]:
        """Return what ``modifier_partie`` and ``ajouter_partie`` take, the actor found."""
        donnees = {k: v for k, v in self.cleaned_data.items() if k not in {"version", "relier"}}
        donnees["acteur"] = self._acteur() if self.cleaned_data.get("relier") else None
        return donnees

    def lecteurs(self) -> dict[str, Lecteur]:
        """Say how a conflict of edition reads the fields the model does not have as such."""
        ecrits = {c.pk: c.code for c in self.cercles.values() if c.pk}

        def nommer(code: str) -> str:
            return str(self.cercles[code].nom) if code in self.cercles else "cercle supprimé"

        niveaux = {
            nom: Lecteur(
                lire=lambda ligne, nom=nom: getattr(ligne, nom),  # type: ignore[misc]
                dire=dire_niveau,
                ecrire=lambda valeur: ["" if valeur is None else str(valeur)],
            )
            for nom in ("influence", "interet")
        }
        return {
            **niveaux,
            "cercle": Lecteur(
                lire=lambda ligne: ecrits.get(ligne.cercle_id, ""),
                dire=nommer,
                ecrire=lambda code: [code],
            ),
            "relier": Lecteur(
                lire=lambda ligne: bool(ligne.acteur_id),
                dire=lambda oui: "oui" if oui else "non",
                ecrire=lambda oui: ["on" if oui else ""],
            ),
        }

    def _acteur(self) -> Acteur | None:
        """Return the one actor of this name that the user may read, or None."""
        actuel = self.initial_acteur
        nom = self.cleaned_data["nom"]
        if actuel is not None and actuel.nom == nom:
            return actuel
        _, exacts = chercher_acteurs(
            diagnostic=self.diagnostic, utilisateur=self.utilisateur, texte=nom
        )
        return exacts[0] if len(exacts) == 1 else None

    @property
    def initial_acteur(self) -> Acteur | None:
        """The actor bound so far."""
        return self.instance.acteur if self.instance.pk else None


class CercleForm(forms.ModelForm):
    """Name and question of a circle; ``version`` detects concurrent edits."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Cercle
        fields = ["nom", "question"]
        labels = {"nom": "Nom du cercle", "question": "Question posée au groupe"}
        error_messages = {"nom": {"required": "Donnez un nom à ce cercle."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)


class VersionForm(forms.Form):
    """Name of a snapshot of the map."""

    nom = forms.CharField(
        label="Nom de cette version",
        max_length=120,
        help_text="Par exemple : « Après l’atelier de mars ».",
        error_messages={"required": "Donnez un nom à cette version."},
    )
