"""The form of a source: its name, its columns, where its file is, how often it is read."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from acteurs.forms import ColonnesForm
from acteurs.models import FichierActeurs, SourceActeurs
from acteurs.services import depot
from acteurs.services.adresses import AdresseRefusee, exiger_autorisee, prefixes
from acteurs.services.correspondances import par_entetes, reprendre
from acteurs.services.fichiers import read_apercu

Origine = SourceActeurs.Origine


class SourceForm(ColonnesForm):
    """A source whole. Columns are those of its last file, and those it knew before."""

    nom = forms.CharField(label="Nom de la source", max_length=120)
    origine = forms.ChoiceField(label="D’où vient le fichier", widget=forms.RadioSelect)
    depose = forms.ChoiceField(label="Fichier du dossier", required=False)
    adresse = forms.CharField(label="Adresse du fichier", required=False, max_length=500)
    cadence = forms.ChoiceField(
        label="Lecture",
        choices=SourceActeurs.Cadence.choices,
        help_text="Un fichier qui n’a pas changé n’est pas relu.",
    )

    def __init__(self, *args: Any, source: SourceActeurs, utilisateur: Any, **kwargs: Any) -> None:
        self.connue = source
        super().__init__(*args, fichier=_dernier(source), apercu=_apercu(source),
                         utilisateur=utilisateur, **kwargs)  # fmt: skip
        del self.fields["garder_sous"]
        self.deposes = depot.lister(source.organisation)
        self.admises = [str(p) for p in prefixes()] if settings.EN_LIGNE else []
        self._choisir_origine()
        self.initial.update(
            nom=source.nom,
            origine=source.origine,
            cadence=source.cadence,
            adresse=source.emplacement if source.origine == Origine.ADRESSE else "",
            depose=source.emplacement if source.origine == Origine.DOSSIER else "",
        )

    def _choisir_origine(self) -> None:
        """Offer what this server allows; what the source uses already stays on offer."""
        admises = {Origine.ENVOI, Origine.DOSSIER, self.connue.origine}
        if self.admises:
            admises.add(Origine.ADRESSE)
        self._champ("origine").choices = [c for c in Origine.choices if c[0] in admises]
        noms = [d.nom for d in self.deposes]
        if self.connue.origine == Origine.DOSSIER and self.connue.emplacement not in noms:
            noms.append(self.connue.emplacement)
        self._champ("depose").choices = [("", "Choisir un fichier"), *((n, n) for n in noms)]
        self._champ(
            "depose"
        ).help_text = f"Fichiers présents dans {depot.chemin_affiche(self.connue.organisation)} sur le serveur."
        if Origine.ADRESSE in admises:
            self._champ("adresse").help_text = (
                f"Sous l’une de ces adresses\u00a0: {', '.join(self.admises)}"
                if self.admises
                else "Ce serveur n’a pas le droit de joindre d’autres sites en ce moment."
            )
        else:
            del self.fields["adresse"]

    def clean_nom(self) -> str:
        """One source of a name in an organisation."""
        nom = self.cleaned_data["nom"]
        autres = SourceActeurs.objects.filter(organisation=self.connue.organisation, nom=nom)
        if autres.exclude(pk=self.connue.pk).exists():
            raise ValidationError("Votre organisation a déjà une source de ce nom.")
        return nom

    def clean(self) -> dict[str, Any]:
        """A place goes with its origin, and a rhythm with a place."""
        donnees = super().clean()
        origine = donnees.get("origine")
        if origine == Origine.DOSSIER and not donnees.get("depose"):
            self.add_error("depose", "Choisissez le fichier à lire.")
        if origine == Origine.ADRESSE:
            try:
                exiger_autorisee(donnees.get("adresse", ""))
            except AdresseRefusee as refus:
                self.add_error("adresse", str(refus))
        if origine == Origine.ENVOI and donnees.get("cadence") != SourceActeurs.Cadence.JAMAIS:
            self.add_error(
                "cadence",
                "Un fichier envoyé à la main n’est pas relu tout seul\u00a0: "
                "choisissez un dossier ou une adresse.",
            )
        return donnees

    def saisie(self) -> dict[str, Any]:
        """Fields for the service."""
        donnees = self.cleaned_data
        origine = donnees["origine"]
        emplacement = {
            Origine.DOSSIER: donnees.get("depose"),
            Origine.ADRESSE: donnees.get("adresse"),
        }
        return {
            "nom": donnees["nom"],
            "origine": origine,
            "emplacement": emplacement.get(origine) or "",
            "cadence": donnees["cadence"],
            "correspondance": par_entetes(self.correspondance(), self.fichier.entetes),
            "options": self.options(),
        }

    def champs_lecture(self) -> list[forms.BoundField]:
        """Where the file is and how often it is read."""
        noms = ["nom", "origine", "depose", "adresse", "cadence"]
        return [self[nom] for nom in noms if nom in self.fields]


def _dernier(source: SourceActeurs) -> FichierActeurs:
    """Return a file, not saved, with every header the source may be read by."""
    recent = source.fichiers.order_by("-cree_le").first()
    entetes = list(recent.entetes) if recent else []
    entetes += list(reprendre(source.correspondance, entetes).disparus.values())
    correspondance = reprendre(source.correspondance, entetes).correspondance
    return FichierActeurs(
        organisation=source.organisation,
        entetes=entetes,
        correspondance=correspondance,
        options=source.options,
    )


def _apercu(source: SourceActeurs) -> list[list[str]]:
    """Return the first rows of the last file, completed to the headers of ``_dernier``."""
    recent = source.fichiers.order_by("-cree_le").first()
    lignes = read_apercu(recent) if recent else []
    n = len(_dernier(source).entetes)
    return [[*ligne, *[""] * n][:n] for ligne in lignes]
