"""The form of a map for other sites: its title, its filters, its shape."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from acteurs.filters import ActeurFilter
from ouverture.criteres import lire_public
from ouverture.models import CarteIntegree

FILTRES = ("q", "famille", "theme", "territoire", "ess")
"""Filters offered as fields; those that came with the address are kept beside them."""


class CarteForm(forms.Form):
    """A map being made. Its filters are those of the directory, read for an anonymous visitor."""

    titre = forms.CharField(
        label="Titre",
        max_length=120,
        help_text="Écrit au-dessus de la carte, et lu par les lecteurs d’écran.",
    )
    hauteur = forms.TypedChoiceField(
        label="Hauteur du cadre", choices=CarteIntegree.Hauteur.choices, coerce=int
    )
    liste = forms.BooleanField(
        label="Montrer la liste des premiers acteurs sous la carte", required=False
    )
    active = forms.BooleanField(
        label="Visible sur les sites autorisés",
        required=False,
        help_text="Décochez pour la retirer partout sans la perdre.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: HttpRequest, filtres: QueryDict, **kwargs: Any) -> None:
        """Take the filters from what was posted, else from ``filtres``."""
        super().__init__(*args, **kwargs)
        self._request = request
        demandes = self.data if self.is_bound else filtres
        self.criteres = lire_public(demandes)
        self.filtre = ActeurFilter(demandes, request=request)  # type: ignore[arg-type]
        self.initial.setdefault("hauteur", CarteIntegree.Hauteur.MOYENNE.value)
        self.initial.setdefault("liste", True)
        self.initial.setdefault("active", True)

    def champs_filtres(self) -> list[forms.BoundField]:
        """The fields of the filters."""
        return [self.filtre.form[nom] for nom in FILTRES]

    def filtres_gardes(self) -> list[tuple[str, str]]:
        """Filters without a field here, chosen in the directory: kept as they are."""
        return [(n, v) for n, v in self.criteres.valeurs.items() if n not in FILTRES]

    def puces(self) -> list[str]:
        """The same, in words."""
        gardes = {nom for nom, _ in self.filtres_gardes()}
        if not gardes:
            return []
        sans = QueryDict(mutable=True)
        sans.update({n: v for n, v in self.criteres.valeurs.items() if n in gardes})
        return [libelle for libelle, _ in ActeurFilter(sans, request=self._request).actifs()]

    def champs(self) -> dict[str, Any]:
        """Fields for the service."""
        lus = {nom: self.cleaned_data[nom] for nom in ("titre", "hauteur", "liste", "active")}
        return {**lus, "filtres": self.criteres.adresse}
