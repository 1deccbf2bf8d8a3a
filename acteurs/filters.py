"""Filters of the directory; their whole state lives in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import HttpRequest, QueryDict

from acteurs.models import Acteur, ActeurQuerySet, Thematique, TypeActeur, communes_de
from acteurs.rules import roles_de
from acteurs.usages import Selection, sources
from territoires.models import Territoire

CITES_MAX = 1000
"""Cited actors looked at for one territory."""
INCONNU = "inconnu"
SANS_POINT = "sans-point"


def choisir_territoire(valeur: str) -> Territoire | None:
    """Return the territory named ``nature:code`` in an address, or None."""
    nature, _, code = (valeur or "").partition(":")
    return Territoire.objects.filter(nature=nature, code=code).first() if code else None


class ActeurFilter(django_filters.FilterSet):
    """Name or word, family, theme, territory, ESS, size, status, outside the perimeter."""

    q = django_filters.CharFilter(
        label="Nom ou mot",
        method="filtrer_q",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": 120}),
    )
    famille = django_filters.ChoiceFilter(
        label="Famille", method="filtrer_famille", empty_label="Toutes"
    )
    theme = django_filters.ChoiceFilter(label="Thème", method="filtrer_theme", empty_label="Tous")
    territoire = django_filters.ChoiceFilter(
        label="Territoire", method="sans_effet", empty_label="Toute la France"
    )
    hors_perimetre = django_filters.BooleanFilter(
        label="Inclure hors périmètre", method="sans_effet", widget=forms.CheckboxInput
    )
    ess = django_filters.ChoiceFilter(
        label="Économie sociale et solidaire",
        method="filtrer_ess",
        empty_label="Tous les acteurs",
        choices=[("oui", "Relève de l’ESS"), ("non", "Hors ESS")],
    )
    taille = django_filters.ChoiceFilter(
        label="Taille", choices=Acteur.Taille.choices, empty_label="Toutes"
    )
    statut = django_filters.ChoiceFilter(
        label="Publication",
        method="sans_effet",
        empty_label="Fiches publiées",
        choices=[(Acteur.Statut.PROPOSE, "Propositions"), (Acteur.Statut.ARCHIVE, "Archives")],
    )
    localisation = django_filters.ChoiceFilter(
        label="Localisation",
        method="filtrer_localisation",
        empty_label="Toutes",
        choices=[(SANS_POINT, "À localiser")],
    )

    class Meta:
        model = Acteur
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        """Build the filters of what this user may see, with the choices worth offering."""
        super().__init__(data, queryset=Acteur.objects.all(), request=request)
        self.utilisateur: Any = request.user
        self.territoire = choisir_territoire(data.get("territoire", ""))
        self.selections: dict[str, Selection] = {}
        for source in sources():
            valeur = data.get(source.cle, "")
            selection = source.selection(self.utilisateur, valeur) if valeur else None
            if selection:
                self.selections[source.cle] = selection
        champs = self.form.fields
        types = TypeActeur.objects.filter(parent=None).values_list("code", "libelle")
        self._choix("famille", [*types, (INCONNU, "Type non renseigné")])
        self._choix("theme", list(Thematique.objects.values_list("code", "libelle")))
        self._choix("territoire", self._territoires())
        if not (roles_de(self.utilisateur) or self.utilisateur.is_superuser):
            del champs["statut"]

    def _choix(self, nom: str, choix: list[tuple[str, str]]) -> None:
        champ = self.form.fields[nom]
        champ.choices = [("", self.filters[nom].extra["empty_label"]), *choix]

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

    @property
    def qs(self) -> ActeurQuerySet:
        """The actors asked for, among those this user may see."""
        if not hasattr(self, "_qs"):
            self.form.is_valid()
            filtres = self.filter_queryset(self._visibles())
            self._qs = self._dans_le_perimetre(filtres)
        return self._qs

    def _visibles(self) -> ActeurQuerySet:
        """Published ones, unless proposals or archives are asked for."""
        statut = self.form.cleaned_data.get("statut")
        if not statut:
            return Acteur.objects.publies()
        return Acteur.objects.visibles_par(self.utilisateur).filter(statut=statut)

    @property
    def territoire_carte(self) -> Territoire | None:
        """The territory chosen, else where the démarche chosen happens."""
        lieux = (s.territoire for s in self.selections.values() if s.territoire)
        return self.territoire or next(lieux, None)

    def _dans_le_perimetre(self, acteurs: ActeurQuerySet) -> ActeurQuerySet:
        """Keep those of the territory, and what the démarches cite beside it.

        Cited actors without a known commune always stay; those of other
        communes stay only when « hors périmètre » is asked for.
        """
        dehors = bool(self.form.cleaned_data.get("hors_perimetre"))
        territoire = self.territoire_carte
        for selection in self.selections.values():
            acteurs = acteurs.filter(pk__in=selection.acteurs)
        if territoire is None or (self.selections and dehors):
            return acteurs
        perimetre = Q(commune__in=communes_de(territoire))
        if self.selections:
            return acteurs.filter(perimetre | Q(commune=None))
        for source in sources():
            cites = list(source.lies_a(self.utilisateur, territoire)[:CITES_MAX])
            if cites:
                perimetre |= Q(pk__in=cites) if dehors else Q(pk__in=cites, commune=None)
        return acteurs.filter(perimetre)

    def filtrer_q(self, acteurs: ActeurQuerySet, nom: str, valeur: str) -> ActeurQuerySet:
        """Every word, in the name, the acronym or the description."""
        return acteurs.recherche(valeur)

    def filtrer_famille(self, acteurs: ActeurQuerySet, nom: str, valeur: str) -> ActeurQuerySet:
        """One family or kind, or none given."""
        return acteurs.filter(type=None if valeur == INCONNU else valeur)

    def filtrer_theme(self, acteurs: ActeurQuerySet, nom: str, valeur: str) -> ActeurQuerySet:
        """One theme."""
        return acteurs.filter(thematiques=valeur)

    def filtrer_ess(self, acteurs: ActeurQuerySet, nom: str, valeur: str) -> ActeurQuerySet:
        """ESS or not."""
        return acteurs.relevant_ess(oui=valeur == "oui")

    def filtrer_localisation(
        self, acteurs: ActeurQuerySet, nom: str, valeur: str
    ) -> ActeurQuerySet:
        """Those still to be placed on the map."""
        return acteurs.a_localiser()

    def sans_effet(self, acteurs: ActeurQuerySet, nom: str, valeur: Any) -> ActeurQuerySet:
        """Return the list untouched: ``qs`` reads this value itself."""
        return acteurs

    def actifs(self) -> list[tuple[str, str]]:
        """Active filters as (label, address without it), for the chips."""
        puces = []
        cites = {cle: s.titre for cle, s in self.selections.items()}
        libelles = {source.cle: source.libelle for source in sources()}
        for cle, titre in cites.items():
            puces.append((f"{libelles[cle]}\u00a0: {titre}", self._sans(cle)))
        if not self.form.is_valid():
            return puces
        for nom, valeur in self.form.cleaned_data.items():
            if valeur in (None, "", False):
                continue
            champ = self.form.fields[nom]
            if nom == "hors_perimetre":
                texte = "Hors périmètre compris"
            elif hasattr(champ, "choices"):
                texte = f"{champ.label}\u00a0: {dict(champ.choices).get(valeur, valeur)}"
            else:
                texte = f"{champ.label}\u00a0: {valeur}"
            puces.append((texte, self._sans(nom)))
        return puces

    def caches(self) -> list[tuple[str, str]]:
        """Name and value of what is chosen elsewhere (a démarche), kept by the form."""
        return [(cle, self.data.get(cle, "")) for cle in self.selections]

    def _sans(self, nom: str) -> str:
        reste = self.data.copy()
        for cle in (nom, "page"):
            reste.pop(cle, None)
        return "?" + reste.urlencode()

    def adresse(self) -> str:
        """Query string of the filters alone, for the map and the exports."""
        reste = self.data.copy()
        reste.pop("page", None)
        return reste.urlencode()
