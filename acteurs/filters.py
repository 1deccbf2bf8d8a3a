"""Form of the directory's filters; the criteria themselves are in ``criteres``."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from acteurs.communes import nommer
from acteurs.criteres import (
    INCONNU,
    RAYON_USUEL,
    RAYONS,
    SANS_POINT,
    Criteres,
    choisir_territoire,
)
from acteurs.lieux import Lieu, suggerer_lieux
from acteurs.models import Acteur, ActeurQuerySet, Thematique, TypeActeur
from acteurs.rules import roles_de
from acteurs.usages import Selection, sources
from territoires.models import Territoire

__all__ = ["INCONNU", "SANS_POINT", "ActeurFilter", "choisir_territoire"]


PLUS = {
    "ess", "forme", "taille", "esus", "naf", "autour", "localisation", "statut",
}  # fmt: skip
"""Filters folded away under « Plus de filtres »."""


def choix(vide: str, *autres: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the choices of a list whose first line asks for nothing."""
    return [("", vide), *autres]


class FormulaireFiltres(forms.Form):
    """What can be asked of the list, as fields."""

    q = forms.CharField(
        label="Nom ou mot",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 120}),
    )
    famille = forms.ChoiceField(label="Famille", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    territoire = forms.ChoiceField(label="Territoire", required=False)
    hors_perimetre = forms.BooleanField(label="Inclure hors périmètre", required=False)
    ess = forms.ChoiceField(
        label="Économie sociale et solidaire",
        required=False,
        choices=choix("Tous les acteurs", ("oui", "Relève de l’ESS"), ("non", "Hors ESS")),
    )
    forme = forms.ChoiceField(label="Forme", required=False)
    taille = forms.ChoiceField(
        label="Effectif", required=False, choices=choix("Tous", *Acteur.Taille.choices)
    )
    esus = forms.ChoiceField(
        label="Agrément ESUS",
        required=False,
        choices=choix("Avec ou sans", ("oui", "Agréés ESUS")),
    )
    naf = forms.CharField(
        label="Code d’activité (NAF)",
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "maxlength": 6, "placeholder": "88 ou 88.99B"}
        ),
    )
    autour = forms.CharField(
        label="Autour d’une commune",
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "maxlength": 60, "placeholder": "Nom ou code postal"}
        ),
    )
    rayon = forms.ChoiceField(
        label="Jusqu’à",
        required=False,
        choices=[
            ("0", "La commune seule"),
            *(
                ("" if km == RAYON_USUEL else str(km), f"{km}\u00a0km de ses limites")
                for km in RAYONS[1:]
            ),
        ],
    )
    localisation = forms.ChoiceField(
        label="Localisation",
        required=False,
        choices=choix("Toutes", (SANS_POINT, "À localiser")),
    )
    statut = forms.ChoiceField(
        label="Publication",
        required=False,
        choices=choix(
            "Fiches publiées",
            (Acteur.Statut.PROPOSE.value, "Propositions"),
            (Acteur.Statut.ARCHIVE.value, "Archives"),
        ),
    )


class ActeurFilter:
    """The criteria of an address, the form that shows them, the chips that take them away.

    The choices of the form are read only when the form is shown: a fragment, a
    tile or an export does not pay for them.
    """

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        """Read the criteria of ``data`` for the user of ``request``."""
        self.data = data
        self.utilisateur: Any = request.user
        self.criteres = Criteres.lire(data, self.utilisateur)

    @property
    def qs(self) -> ActeurQuerySet:
        """The actors asked for, among those this user may see."""
        if not hasattr(self, "_qs"):
            self._qs = self.criteres.appliquer()
        return self._qs

    @property
    def selections(self) -> dict[str, Selection]:
        """What is chosen on the floors above (a démarche)."""
        return self.criteres.selections

    @property
    def est_public(self) -> bool:
        """Whether anybody gets the same list: neither drafts, nor what one démarche chose."""
        return self.criteres.est_public

    @property
    def territoire(self) -> Territoire | None:
        """The territory chosen."""
        return self.criteres.territoire

    @property
    def territoire_carte(self) -> Territoire | None:
        """The territory to draw."""
        return self.criteres.territoire_carte

    @property
    def form(self) -> FormulaireFiltres:
        """The form, with the choices worth offering to this user."""
        if not hasattr(self, "_form"):
            formulaire = FormulaireFiltres(self.data)
            champs: Any = formulaire.fields
            types = list(TypeActeur.objects.values_list("code", "libelle", "sigle", "parent"))
            champs["famille"].choices = choix(
                "Toutes",
                *((code, libelle) for code, libelle, _, parent in types if parent is None),
                (INCONNU, "Type non renseigné"),
            )
            champs["forme"].choices = choix(
                "Toutes",
                *(
                    (code, f"{sigle} ({libelle.lower()})" if sigle else libelle)
                    for code, libelle, sigle, parent in types
                    if parent is not None
                ),
            )
            themes = Thematique.objects.values_list("code", "libelle")
            champs["theme"].choices = choix("Tous", *themes)
            champs["territoire"].choices = choix("Toute la France", *self._territoires())
            if not (roles_de(self.utilisateur) or self.utilisateur.is_superuser):
                del champs["statut"]
            self._form = formulaire
        return self._form

    def _territoires(self) -> list[tuple[str, str]]:
        """Territories the user's organisations adopted or belong to, and the one asked for."""
        organisations = list(roles_de(self.utilisateur))
        siens = Territoire.objects.filter(
            Q(adoptions__organisation__in=organisations)
            | Q(organisations_attachees__in=organisations)
        ).distinct()
        proposes = {t.pk: t for t in siens}
        if self.territoire:
            proposes[self.territoire.pk] = self.territoire
        return [
            (f"{t.nature}:{t.code}", t.nom)
            for t in sorted(proposes.values(), key=lambda t: t.nom_normalise)
        ]

    def actifs(self) -> list[tuple[str, str]]:
        """Active filters as (label, address without it), for the chips."""
        if not hasattr(self, "_actifs"):
            self._actifs = list(self._puces())
        return self._actifs

    def _puces(self) -> Any:
        demandes = self.criteres.valeurs
        libelles = {source.cle: source.libelle for source in sources()}
        for cle, selection in self.selections.items():
            yield f"{libelles[cle]}\u00a0: {selection.titre}", self._sans(cle)
        for nom, valeur in demandes.items():
            if nom in libelles or nom == "rayon":
                continue
            if nom == "hors_perimetre":
                yield "Hors périmètre compris", self._sans(nom)
            elif nom == "cadre":
                yield "Dans le cadre de la carte", self._sans(nom)
            elif nom == "autour":
                yield self._autour(), self._sans("autour", "rayon")
            elif nom == "territoire":
                if self.territoire:
                    yield f"Territoire\u00a0: {self.territoire.nom}", self._sans(nom)
            else:
                yield self._puce(nom, valeur), self._sans(nom)

    def _puce(self, nom: str, valeur: str) -> str:
        """« Famille : Coopérative », with one query at most."""
        champ: Any = FormulaireFiltres.base_fields[nom]
        libelle = valeur
        if nom in {"famille", "forme"}:
            type_ = TypeActeur.objects.filter(pk=valeur).first()
            libelle = (
                "Type non renseigné" if valeur == INCONNU else getattr(type_, "libelle", valeur)
            )
        elif nom == "theme":
            theme = Thematique.objects.filter(pk=valeur).first()
            libelle = theme.libelle if theme else valeur
        elif isinstance(champ, forms.ChoiceField):
            libelle = str(dict(champ.choices).get(valeur, valeur))  # type: ignore[arg-type]
        return libelle if nom == "esus" else f"{champ.label}\u00a0: {libelle}"

    def _autour(self) -> str:
        commune = self.criteres.commune
        if commune is None:
            return f"Commune introuvable\u00a0: {self.criteres.autour}"
        if not self.criteres.rayon:
            return f"Commune\u00a0: {nommer(commune)}"
        return f"À {self.criteres.rayon}\u00a0km au plus de\u00a0: {nommer(commune)}"

    def caches(self) -> list[tuple[str, str]]:
        """Name and value of what is chosen elsewhere (a démarche, a frame), kept by the form."""
        gardes = [(cle, self.data.get(cle, "")) for cle in self.selections]
        demandes = self.criteres.valeurs
        return gardes + [(n, demandes[n]) for n in ("cadre",) if n in demandes]

    @property
    def plus(self) -> bool:
        """Whether one of the filters folded away is in use."""
        return not PLUS.isdisjoint(self.criteres.valeurs)

    def lieux(self) -> list[tuple[Lieu, str, str]]:
        """Places whose name begins like the search: (place, address, address of around it)."""
        criteres = self.criteres
        if not criteres.q or criteres.lieu or criteres.autour:
            return []
        garde = {n: v for n, v in criteres.valeurs.items() if n not in {"q", "cadre"}}
        return [
            (
                lieu,
                "?" + urlencode({**garde, **lieu.criteres}),
                "?" + urlencode({**garde, **lieu.alentours}) if lieu.alentours else "",
            )
            for lieu in suggerer_lieux(criteres.q)
        ]

    def _sans(self, *noms: str) -> str:
        reste = self.data.copy()
        for cle in (*noms, "page"):
            reste.pop(cle, None)
        return "?" + reste.urlencode()

    def adresse(self) -> str:
        """Query string of the filters alone, for the map and the exports."""
        return self.criteres.adresse
