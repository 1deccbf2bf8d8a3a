"""Forms of the curators: an entry by sections, a figure, a review, a network's settings."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from acteurs.models import Acteur
from plateformes.conflits import numero_de
from plateformes.models import Chiffre, Plateforme, ReglagesReseau, Relecture
from plateformes.services.fiches import LISTES
from plateformes.services.logos import image_gardee, lire_logo
from plateformes.services.vocabulaire import GENRES, suivre_codes
from socle.texte import normaliser
from territoires.models import Territoire


@dataclass(frozen=True)
class Section:
    """A part of the entry that is written on one page."""

    code: str
    titre: str
    champs: tuple[str, ...]
    aide: str = ""


SECTIONS: dict[str, Section] = {
    section.code: section
    for section in (
        Section(
            "identite",
            "Identité",
            ("nom", "accroche", "description", "nature", "site", "logo", "langues"),
            "Ce que c’est, en mots de tous les jours.",
        ),
        Section(
            "besoins",
            "Besoins, fonctions et publics",
            (
                "besoins_texte", "thematiques", "fonctions", "fonctionnalites", "publics",
                "alternatives",
            ),
            "Ce qu’une personne taperait pour la trouver.",
        ),
        Section(
            "territoires",
            "Territoires",
            ("national", "territoires", "territoires_cites"),
            "Où elle est proposée.",
        ),
        Section(
            "gouvernance",
            "Modèle et gouvernance",
            (
                "modele", "forme_juridique", "porteur_texte", "porteur", "qui_decide", "colleges",
                "place_usagers", "partage_benefices", "modele_economique", "prix_collectivite",
            ),
            "Qui la porte, qui décide, où va l’argent.",
        ),
        Section(
            "donnees",
            "Données",
            ("hebergement", "sous_traitant", "contact_rgpd", "export", "portabilite"),
            "Où vont les données des gens, et comment elles en sortent.",
        ),
        Section(
            "logiciel",
            "Logiciel",
            (
                "libre", "licence", "depot", "marque_blanche", "api", "standards",
                "accessibilite", "accessibilite_url",
            ),
            "Peut-on le lire, le reprendre, le relier à autre chose ?",
        ),
        Section(
            "maturite",
            "Maturité et accompagnement",
            (
                "annee_creation", "accompagnement", "role_formule", "role_actions", "source",
                "source_annee",
            ),
            "Depuis quand, avec quelle aide humaine, d’après qui.",
        ),
    )
}  # fmt: skip


def _champ_de_formulaire(champ: Any, **options: Any) -> Any:
    """Make the form's field of a column: addresses in https, yes or no or unknown."""
    if isinstance(champ, models.URLField):
        options["assume_scheme"] = "https"
    if isinstance(champ, models.BooleanField) and champ.null:
        return forms.NullBooleanField(
            label=champ.verbose_name.capitalize(),
            required=False,
            widget=forms.Select(choices=[("", "Non renseigné"), ("true", "Oui"), ("false", "Non")]),
        )
    return champ.formfield(**options)


class SectionForm(forms.ModelForm):
    """One section of an entry; ``saisie`` returns what it holds."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._suivre_les_mots()
        self.initial["version"] = self.instance.version if self.instance.pk else 0
        for nom, champ in self.fields.items():
            if isinstance(champ, forms.NullBooleanField):
                valeur = getattr(self.instance, nom)
                self.initial[nom] = "" if valeur is None else str(valeur).lower()
        if "territoires" in self.fields:
            self._preparer_territoires()
        if "porteur" in self.fields:
            self._preparer_porteur()
        if "logo" in self.fields:
            self._preparer_logo()

    def _suivre_les_mots(self) -> None:
        """Take words joined to others since the page was opened for those they became."""
        if not hasattr(self.data, "getlist"):
            return
        choix = {
            genre: self.data.getlist(genre.liste)
            for genre in GENRES.values()
            if genre.liste in self.fields
        }
        suivis = suivre_codes({genre.facette: codes for genre, codes in choix.items()})
        if not suivis:
            return
        donnees: Any = self.data.copy()  # type: ignore[attr-defined]
        for genre, codes in choix.items():
            actuels = [suivis.get((genre.facette, code), code) for code in codes]
            donnees.setlist(genre.liste, list(dict.fromkeys(actuels)))
        self.data = donnees

    def _preparer_logo(self) -> None:
        """An image sent with a form that is shown again travels in the page: nothing is lost."""
        self.fields["logo_garde"] = forms.CharField(required=False, widget=forms.HiddenInput)
        if self.is_bound and self.data.get("logo_garde"):
            self._dire_logo_garde()

    def _dire_logo_garde(self) -> None:
        self.fields["logo_oublie"] = forms.BooleanField(
            label="Ne pas prendre l’image que j’ai envoyée", required=False
        )
        self.fields[
            "logo"
        ].help_text = "Votre image est gardée\u00a0: elle sera prise en enregistrant."
        noms = list(self.fields)
        noms.insert(noms.index("logo") + 1, noms.pop(noms.index("logo_oublie")))
        self.order_fields(noms)

    def _preparer_territoires(self) -> None:
        actuels = self.instance.territoires.all() if self.instance.pk else Territoire.objects.none()
        champ: Any = self.fields["territoires"]
        choisis = (
            list(self.data.getlist("territoires"))
            if self.is_bound and hasattr(self.data, "getlist")
            else []
        )
        connus = [int(pk) for pk in choisis if str(pk).isdigit()]
        champ.queryset = Territoire.objects.filter(
            models.Q(pk__in=actuels.values("pk")) | models.Q(pk__in=connus)
        )
        if not actuels and not connus:
            champ.widget = forms.MultipleHiddenInput()
        self.fields["territoire_ajout"] = forms.CharField(
            label="Ajouter un territoire",
            required=False,
            max_length=120,
            help_text="Son nom ou son code\u00a0: Lille, 59350, Métropole européenne de Lille…",
        )

    def _preparer_porteur(self) -> None:
        del self.fields["porteur"]
        porteur = self.instance.porteur
        self.fields["porteur_numero"] = forms.CharField(
            label="Sa fiche dans l’annuaire",
            required=False,
            max_length=20,
            initial=numero_de(porteur),
            help_text=f"Aujourd’hui\u00a0: {porteur.nom}."
            if porteur
            else "SIREN, SIRET, ou la référence qui finit l’adresse de sa page.",
        )
        self.order_fields(["modele", "forme_juridique", "porteur_texte", "porteur_numero"])

    def clean_logo(self) -> Any:
        """Write the image again; nothing sent leaves the logo as it is."""
        fichier = self.cleaned_data.get("logo")
        garde = self.data.get("logo_garde", "")
        if fichier and hasattr(fichier, "content_type"):
            neuf = lire_logo(fichier)
        elif garde and fichier is not False and not self.data.get("logo_oublie"):
            neuf = lire_logo(image_gardee(garde))
        else:
            return fichier or ""
        donnees: Any = self.data.copy()  # type: ignore[attr-defined]
        donnees["logo_garde"] = b64encode(neuf.read()).decode()
        neuf.seek(0)
        self.data = donnees
        return neuf

    def clean(self) -> dict[str, Any] | None:
        """Say that the image just sent is kept, should the form be shown again."""
        donnees = super().clean()
        if self.data.get("logo_garde") and "logo_oublie" not in self.fields:
            self._dire_logo_garde()
        return donnees

    def clean_territoire_ajout(self) -> Territoire | None:
        """Find one territory by its name or its code."""
        texte = self.cleaned_data["territoire_ajout"].strip()
        if not texte:
            return None
        exacts = Territoire.objects.filter(
            models.Q(nom_normalise=normaliser(texte)) | models.Q(code=texte)
        )
        trouves = list(exacts[:8])
        if len(trouves) != 1 and not exacts:
            trouves = list(Territoire.objects.filter(nom_normalise__contains=normaliser(texte))[:8])
        if not trouves:
            raise ValidationError("Aucun territoire ne porte ce nom ni ce code.")
        if len(trouves) > 1:
            noms = ", ".join(f"{t.nom} ({t.get_nature_display()}, {t.code})" for t in trouves)
            raise ValidationError(f"Plusieurs territoires\u00a0: donnez le code. {noms}.")
        return trouves[0]

    def clean_porteur_numero(self) -> Acteur | None:
        """Find the holder's entry in the directory."""
        texte = "".join(self.cleaned_data["porteur_numero"].split())
        if not texte:
            return None
        publies = Acteur.objects.filter(statut=Acteur.Statut.PUBLIE)
        trouve = (
            publies.filter(
                models.Q(siren=texte) | models.Q(siret=texte) | models.Q(reference=texte)
            )
            .exclude(siren="", siret="", reference="")
            .first()
        )
        if trouve is None:
            raise ValidationError("Aucune fiche de l’annuaire n’a ce numéro.")
        return trouve

    def saisie(self) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """Return the columns and the lists of the section, ready for the service."""
        donnees = dict(self.cleaned_data)
        for nom in ("version", "logo_garde", "logo_oublie"):
            donnees.pop(nom, None)
        ajout = donnees.pop("territoire_ajout", None)
        if "porteur_numero" in donnees:
            donnees["porteur"] = donnees.pop("porteur_numero")
        listes = {nom: list(donnees.pop(nom)) for nom in LISTES if nom in donnees}
        if ajout is not None and ajout not in listes["territoires"]:
            listes["territoires"].append(ajout)
        return donnees, listes


def formulaire_de(*champs: str) -> Any:
    """Return the form of these fields."""
    listes: dict[str, Any] = dict.fromkeys(
        (nom for nom in LISTES if nom in champs), forms.CheckboxSelectMultiple
    )
    formulaire: Any = forms.modelform_factory(
        Plateforme,
        form=SectionForm,
        fields=list(champs),
        formfield_callback=_champ_de_formulaire,
        widgets=listes,
    )
    return formulaire


class VersionForm(forms.ModelForm):
    """A form that says which version it was opened from."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else 0

    def champs(self) -> dict[str, Any]:
        """Return the columns, ready for the service."""
        return {nom: v for nom, v in self.cleaned_data.items() if nom != "version"}


class ChiffreForm(VersionForm):
    """A figure, with its date and its source."""

    class Meta:
        model = Chiffre
        fields = ["grandeur", "libelle", "valeur", "unite", "date", "source"]
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {"unite": "Si ce n’est pas un simple nombre\u00a0: €, commandes par mois…"}


class ConfierForm(forms.Form):
    """Who reviews, and until when."""

    courriel = forms.EmailField(
        label="Adresse de la personne",
        help_text="Son compte Terreau\u00a0; elle peut être d’un autre réseau.",
    )
    echeance = forms.DateField(
        label="À rendre pour le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class VerdictForm(forms.Form):
    """What a reviewer concludes."""

    verdict = forms.ChoiceField(
        label="Verdict",
        choices=[c for c in Relecture.Verdict.choices if c[0] in {"accord", "reserves", "refus"}],
        widget=forms.RadioSelect,
    )
    commentaire = forms.CharField(
        label="Commentaire", required=False, max_length=3000, widget=forms.Textarea
    )


class ReglagesForm(VersionForm):
    """How a network works on the catalogue."""

    class Meta:
        model = ReglagesReseau
        fields = ["quatre_yeux", "mois_avant_revue"]
        labels = {
            "quatre_yeux": "Règle des quatre yeux",
            "mois_avant_revue": "Relire une fiche publiée au bout de combien de mois",
        }
        help_texts = {
            "quatre_yeux": "Personne ne publie sans relecture ses propres mots\u00a0: il faut l’accord "
            "d’une autre personne du réseau.",
            "mois_avant_revue": "Passé ce délai, le réseau reçoit un rappel par courriel.",
        }
