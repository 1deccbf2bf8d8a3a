"""What the public fills in: an actor, corrections, a closure; and who they are, if they wish."""

from typing import Any, ClassVar

from django import forms

from acteurs.forms import ActeurForm
from moderation.services.contributions import Signature
from socle.signature import PiegeForm

DEMANDES = (
    "nom", "sigle", "famille", "description", "thematiques", "commune_texte", "commune_code",
    "adresse", "site_web", "contact_public", "siret", "rna", "taille",
)  # fmt: skip
"""What the public may say of an actor."""


class SaisiePubliqueForm(ActeurForm):
    """The entry as the public writes it: fewer fields, plainer words."""

    MOTS: ClassVar[dict[str, tuple[str, str]]] = {
        "nom": ("Nom de la structure", ""),
        "sigle": ("Sigle", "S’il est d’usage."),
        "famille": ("Quelle sorte de structure ?", "Laissez « Je ne sais pas » au besoin."),
        "description": ("Ce qu’elle fait", "En deux ou trois phrases."),
        "commune_texte": ("Commune", "Son nom ou son code postal."),
        "adresse": ("Adresse", "Numéro et rue, sans la commune."),
        "contact_public": (
            "Contact public",
            "Standard ou adresse générique de la structure, jamais celui d’une personne.",
        ),
        "siret": ("SIRET", "14 chiffres, si vous le connaissez."),
        "rna": ("Numéro RNA", "Pour une association, si vous le connaissez."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in set(self.fields) - set(DEMANDES):
            del self.fields[nom]
        self.order_fields(DEMANDES)
        for nom, (libelle, aide) in self.MOTS.items():
            self.fields[nom].label = libelle
            self.fields[nom].help_text = aide

    def saisie(self) -> dict[str, Any]:
        """Columns for the services, the themes apart; no point: the commune gives one."""
        donnees = self.cleaned_data
        noms = [n for n in DEMANDES if n not in {"famille", "thematiques"} and n in donnees]
        valeurs = {n: donnees[n] for n in noms if not n.startswith("commune_")}
        return valeurs | {n: donnees[n] for n in ("type", "sous_type", "commune")}


class SourcesForm(forms.Form):
    """Where each value comes from, when it is not the common source; all optional."""

    prefix = "source"
    COLONNES: ClassVar[dict[str, str]] = {
        "famille": "type_id",
        "commune_texte": "commune_id",
        **{n: n for n in DEMANDES if n not in {"famille", "commune_texte", "commune_code"}},
    }

    def __init__(self, *args: Any, saisie: SaisiePubliqueForm, **kwargs: Any) -> None:
        """One field beside each one of ``saisie``."""
        super().__init__(*args, **kwargs)
        for nom in self.COLONNES:
            self.fields[nom] = forms.CharField(
                label=f"D’où vient cette valeur\u00a0: {saisie.fields[nom].label}",
                required=False,
                max_length=250,
            )

    def sources(self) -> dict[str, str]:
        """Return column → its own source."""
        donnees = self.cleaned_data
        return {c: donnees[n].strip() for n, c in self.COLONNES.items() if donnees[n].strip()}


class SignatureContributionForm(PiegeForm):
    """Where it comes from, and who says it."""

    source = forms.CharField(
        label="Comment le savez-vous ?",
        max_length=250,
        help_text="Par exemple\u00a0: sur place, sur leur site, parce que j’y travaille.",
    )
    message = forms.CharField(
        label="Autre chose à dire",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    signature = forms.CharField(label="Votre nom", required=False, max_length=120)
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Pour vous répondre, et rien d’autre. Jamais publiée, effacée six mois après "
        "la réponse.",
    )

    def __init__(self, *args: Any, utilisateur: Any, **kwargs: Any) -> None:
        """Ask nothing of who is signed in that we know already."""
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur
        if utilisateur.is_authenticated:
            del self.fields["signature"], self.fields["courriel"]

    def signer(self, sources: SourcesForm | None = None) -> Signature:
        """Return what the services want of the person, and where each value comes from."""
        donnees = self.cleaned_data
        return Signature(
            auteur=self.utilisateur,
            nom=donnees.get("signature", ""),
            courriel=donnees.get("courriel", ""),
            message=donnees["message"],
            source=donnees["source"],
            sources=sources.sources() if sources else {},
        )


class ReponseForm(PiegeForm):
    """The answer to a curator's question."""

    reponse = forms.CharField(
        label="Votre réponse", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class FiltreForm(forms.Form):
    """What the queue shows; all of it lies in the address."""

    quoi = forms.ChoiceField(
        label="Quoi",
        required=False,
        choices=[
            ("", "Tout"),
            ("nouvelle", "Nouveaux acteurs"),
            ("correction", "Corrections"),
            ("demenagement", "Déménagements"),
            ("fermeture", "Fermetures"),
        ],
    )
    de = forms.ChoiceField(
        label="Proposé par",
        required=False,
        choices=[
            ("", "Tout le monde"),
            ("public", "Le public"),
            ("structure", "Les structures"),
            ("registre", "Les registres officiels"),
        ],
    )
    territoire = forms.ChoiceField(label="Où", required=False)
    etat = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, territoires: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the territories the user looks after."""
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["territoire"]
        champ.choices = territoires
        if not territoires:
            del self.fields["territoire"]


class QuestionForm(forms.Form):
    """A question to the author of a contribution."""

    question = forms.CharField(
        label="Votre question",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
