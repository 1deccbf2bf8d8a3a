"""Forms of sessions."""

from typing import Any

from django import forms

from diagnostics.models import GenreActeur, Seance
from diagnostics.models.seance import TEXTE_MAX
from diagnostics.services.seance.outils import outils_connus


class SeanceForm(forms.ModelForm):
    """A session being prepared."""

    class Meta:
        model = Seance
        fields = [
            "titre",
            "outil",
            "consigne",
            "date_texte",
            "voix_par_personne",
            "notes_par_personne",
            "contributions_apres",
        ]
        labels = {
            "titre": "Nom de la séance",
            "outil": "Ce qu’elle remplit",
            "consigne": "Consigne lue sur les téléphones",
            "date_texte": "Date, en toutes lettres",
            "voix_par_personne": "Voix par personne",
            "notes_par_personne": "Notes par personne, au plus",
            "contributions_apres": "Laisser les personnes invitées contribuer après la séance",
        }
        help_texts = {
            "titre": "Par exemple : « La matrice MOFF, avant le bilan ».",
            "consigne": "Une phrase : ce que chaque personne est invitée à écrire.",
            "voix_par_personne": "Cinq conviennent le plus souvent ; un dixième des cartes attendues.",
            "contributions_apres": "Tant que le lien reste ouvert, sans compte.",
        }
        error_messages = {"titre": {"required": "Donnez un nom à la séance."}}
        widgets = {"outil": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outil: Any = self.fields["outil"]
        outil.choices = outils_connus()
        if self.instance.pk:
            del self.fields["outil"]


class RejoindreForm(forms.Form):
    """Somebody at the door: a name they choose, where they come from."""

    pseudonyme = forms.CharField(
        label="Votre prénom ou un pseudonyme",
        max_length=40,
        error_messages={"required": "Donnez un prénom ou un pseudonyme."},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    genre = forms.ChoiceField(
        label="Vous venez en tant que",
        choices=GenreActeur.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites en tant que quoi vous venez."},
    )


class CodeForm(forms.Form):
    """The code of a session, typed by hand."""

    code = forms.CharField(
        label="Code de la séance",
        max_length=20,
        help_text="Huit lettres et chiffres, affichés sur le grand écran.",
        error_messages={"required": "Écrivez le code affiché sur le grand écran."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class RetourForm(forms.Form):
    """The return code of somebody who changes phones."""

    code = forms.CharField(
        label="Code de retour",
        max_length=20,
        help_text="Il est en bas de votre page sur l’autre téléphone : un numéro, un tiret, huit lettres.",
        error_messages={"required": "Écrivez votre code de retour."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class SaisieForm(forms.Form):
    """Paper notes, one per line."""

    genre = forms.ChoiceField(label="Écrites par", choices=GenreActeur.choices)
    case = forms.ChoiceField(label="À ranger dans")
    textes = forms.CharField(
        label="Une note par ligne",
        max_length=(TEXTE_MAX + 2) * 100,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Écrivez au moins une note."},
    )
    cle = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from diagnostics.services.seance.outils import cases_de

        case: Any = self.fields["case"]
        case.choices = [(c.code, c.libelle) for c in cases_de(seance)]


class MainsForm(forms.Form):
    """Hands raised for a card, among the people of one kind who have no phone."""

    genre = forms.ChoiceField(choices=GenreActeur.choices)
    effectif = forms.IntegerField(min_value=1, max_value=200)
    numero = forms.IntegerField(min_value=1, required=False)
    nombre = forms.IntegerField(min_value=0, max_value=200, required=False)
