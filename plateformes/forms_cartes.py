"""What to print, and the logo of a network."""

from typing import Any

from django import forms

from comptes.models import Organisation
from plateformes.models import PlancheCartes, Plateforme
from plateformes.services.cartes import EXEMPLAIRES_MAX


class PlancheForm(forms.Form):
    """Entries, who signs, paper."""

    plateformes = forms.ModelMultipleChoiceField(
        label="Plateformes à présenter",
        queryset=Plateforme.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    definition = forms.BooleanField(
        label="Ajouter la carte « C’est quoi, une plateforme solidaire ? »",
        required=False,
        initial=True,
    )
    organisation = forms.ModelChoiceField(
        label="Qui signe les cartes",
        queryset=Organisation.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label="Le réseau responsable de chaque fiche",
    )
    format_papier = forms.ChoiceField(
        label="Papier",
        choices=PlancheCartes.Format.choices,
        initial=PlancheCartes.Format.A4,
        widget=forms.RadioSelect,
    )
    exemplaires = forms.IntegerField(
        label="Exemplaires de chaque carte",
        min_value=1,
        max_value=EXEMPLAIRES_MAX,
        initial=1,
    )

    def __init__(self, *args: Any, utilisateur: Any, q: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fiches = Plateforme.objects.publiees()
        if q and not self.is_bound:
            fiches = fiches.qui_repondent(q)
        self.fields["plateformes"].queryset = fiches.order_by("nom_normalise")  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.de(utilisateur)  # type: ignore[attr-defined]


class LogoForm(forms.Form):
    """A picture."""

    logo = forms.FileField(
        label="Logo",
        help_text="PNG, JPEG ou WebP, 2 Mo au plus, sur fond blanc ou transparent.",
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
    )
