"""Forms of the official registers: what to read."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from acteurs.services.registres import (
    ImportRefuse,
    Registre,
    chercher_deposes,
    keep_envoi,
    peut_telecharger,
)
from socle.typographie import ecrire_taille
from territoires.models import Departement

DEPOT, OFFICIEL, ENVOI = "depot", "officiel", "envoi"
_DEPARTEMENT = re.compile(r"\d\d|2[AB]|97\d|98\d")


class LectureForm(forms.Form):
    """Where each file of a register comes from, and what part of it to read."""

    def __init__(self, *arguments: Any, registre: Registre, **autres: Any) -> None:
        """Offer, for each file, what this server really has."""
        super().__init__(*arguments, **autres)
        self.registre = registre
        self.deposes = chercher_deposes(registre)
        for role in registre.roles:
            choix = []
            depose = self.deposes.get(role.cle)
            if depose:
                taille = ecrire_taille(depose.taille)
                choix.append((DEPOT, f"{depose.nom}, déposé le {depose.jour:%d/%m/%Y} ({taille})"))
            if role.adresse and peut_telecharger(registre):
                choix.append((OFFICIEL, "Télécharger depuis l’adresse officielle"))
            choix.append((ENVOI, "Envoyer un fichier"))
            if not role.obligatoire:
                choix.append(("", "Sans ce fichier"))
            self.fields[f"origine_{role.cle}"] = forms.ChoiceField(
                label=role.libelle,
                choices=choix,
                required=role.obligatoire,
                widget=forms.RadioSelect,
                initial=choix[0][0] if depose or role.obligatoire else "",
            )
            self.fields[f"fichier_{role.cle}"] = forms.FileField(
                label=f"Fichier\u00a0: {role.libelle}",
                required=False,
                help_text="Si vous choisissez d’envoyer un fichier, "
                f"{settings.IMPORT_TAILLE_MAX // 1024**2}\u00a0Mo au plus.",
            )
        if registre.source == "sirene":
            self.fields["departements"] = forms.CharField(
                label="Départements",
                required=False,
                max_length=400,
                help_text="Par exemple 59, 62, 2A. Laissez vide pour toute la France.",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields["employeurs"] = forms.BooleanField(
                label="Seulement les établissements qui ont des salariés", required=False
            )

    def clean_departements(self) -> list[str]:
        """Codes of départements, each a real one."""
        codes = [c for c in re.split(r"[\s,;]+", self.cleaned_data["departements"].upper()) if c]
        connus = set(Departement.objects.values_list("code", flat=True))
        inconnus = [
            c for c in codes if not _DEPARTEMENT.fullmatch(c) or (connus and c not in connus)
        ]
        if inconnus:
            raise forms.ValidationError(f"Département inconnu\u00a0: {', '.join(inconnus[:5])}.")
        return sorted(set(codes))

    def clean(self) -> dict[str, Any]:
        """A file to be sent must be there."""
        donnees = super().clean() or {}
        for role in self.registre.roles:
            if donnees.get(f"origine_{role.cle}") == ENVOI and not donnees.get(
                f"fichier_{role.cle}"
            ):
                self.add_error(f"fichier_{role.cle}", "Choisissez le fichier à envoyer.")
        return donnees

    def fichiers(self) -> dict[str, dict[str, str]]:
        """Return role → where its file is, keeping those that were sent.

        Raises:
            ImportRefuse: a file sent is too large or of an unknown format.
        """
        fichiers: dict[str, dict[str, str]] = {}
        for role in self.registre.roles:
            origine = self.cleaned_data.get(f"origine_{role.cle}")
            if origine == DEPOT:
                nom = self.deposes[role.cle].nom
                fichiers[role.cle] = {"chemin": str(settings.DEPOT / nom), "nom": nom}
            elif origine == OFFICIEL:
                adresse = role.adresse_du_mois()
                fichiers[role.cle] = {"adresse": adresse, "nom": adresse.rpartition("/")[2]}
            elif origine == ENVOI:
                fichier: UploadedFile = self.cleaned_data[f"fichier_{role.cle}"]
                fichiers[role.cle] = keep_envoi(fichier, role)
        return fichiers

    def options(self) -> dict[str, Any]:
        """What part of the register to read."""
        if self.registre.source != "sirene":
            return {}
        return {
            "departements": self.cleaned_data["departements"],
            "employeurs": self.cleaned_data["employeurs"],
        }


__all__ = ["ImportRefuse", "LectureForm"]
