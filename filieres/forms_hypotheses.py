"""Forms of hypotheses: their name, and each kind of change."""

from typing import Any

from django import forms

from filieres.calculs.essai import Changement
from filieres.calculs.reseau import FluxLu, Reseau
from filieres.calculs.unites import lire_unite
from filieres.models import Hypothese

ESS = (("", "Je ne sais pas"), ("oui", "Oui"), ("non", "Non"))


class HypotheseForm(forms.ModelForm):
    """Name and reason of a hypothesis."""

    class Meta:
        model = Hypothese
        fields = ("nom", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class ChangementForm(forms.Form):
    """One change; what it is about is chosen among the rows of the filière."""

    genre = ""
    titre = ""
    bouton = "Essayer"

    def __init__(self, reseau: Reseau, data: Any = None) -> None:
        super().__init__(data, prefix=self.genre)
        self.reseau = reseau
        self.unites = sorted({u for u in _unites(reseau) if u and lire_unite(u).connue})
        if "valeur" in self.fields:
            valeur = self.fields["valeur"]
            self.fields["valeur"] = forms.DecimalField(
                label=valeur.label, required=valeur.required, localize=True,
                min_value=0, max_digits=14, decimal_places=4,
            )  # fmt: skip
            self.fields["unite"] = forms.CharField(
                label="Unité",
                max_length=40,
                required=valeur.required,
                widget=forms.TextInput(attrs={"list": "unites", "placeholder": "t/an"}),
            )

    def choisir(self, champ: str, lignes: list[tuple[str, str]]) -> None:
        """Offer these rows."""
        self.fields[champ].choices = [("", "Choisir…"), *lignes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the unit of a value."""
        lues = super().clean() or {}
        if lues.get("valeur") is not None and not lues.get("unite", "absente"):
            self.add_error("unite", "Dites en quelle unité.")
        return lues

    def lire(self) -> Changement:
        """Return the change to keep."""
        lues = self.cleaned_data
        change: dict[str, Any] = {"type": self.genre}
        for nom, valeur in lues.items():
            change[nom] = valeur or ""
        if lues.get("valeur") is not None:
            change["valeur"] = f"{lues['valeur'].normalize():f}"
        return change

    @property
    def est_proposable(self) -> bool:
        """Whether there is something to choose."""
        return any(
            len(f.choices) > 1  # type: ignore[attr-defined]
            for nom, f in self.fields.items()
            if nom in {"maillon", "flux", "gisement", "position"}
        )


def _unites(reseau: Reseau) -> set[str]:
    return {
        "t/an",
        *(m.unite for m in reseau.maillons),
        *(p.unite for p in reseau.positions),
        *(g.unite for g in reseau.gisements),
        *(f.unite for f in reseau.flux),
    }


def _maillons(reseau: Reseau) -> list[tuple[str, str]]:
    chaines = {c.cle: c.nom for c in reseau.chaines} if len(reseau.chaines) > 1 else {}
    return [
        (m.cle, f"{m.intitule} ({chaines[m.chaine]})" if m.chaine in chaines else m.intitule)
        for m in reseau.en_ordre
    ]


class CapaciteForm(ChangementForm):
    """A maillon takes more, or less."""

    genre, titre = "capacite", "Changer une capacité"
    maillon = forms.ChoiceField(label="Maillon")
    valeur = forms.DecimalField(label="Nouvelle capacité")

    def __init__(self, reseau: Reseau, data: Any = None) -> None:
        super().__init__(reseau, data)
        self.choisir("maillon", _maillons(reseau))


class FluxForm(ChangementForm):
    """A flow changes."""

    genre, titre = "flux", "Changer un flux"
    flux = forms.ChoiceField(label="Flux")
    valeur = forms.DecimalField(label="Nouveau volume")

    def __init__(self, reseau: Reseau, data: Any = None) -> None:
        super().__init__(reseau, data)
        self.choisir("flux", [(f.cle, _dire_flux(reseau, f)) for f in reseau.flux])


def _dire_flux(reseau: Reseau, flux: FluxLu) -> str:
    depart = reseau.par_cle[flux.depart].intitule if flux.depart else ""
    if flux.gisement:
        depart = next(g.ressource for g in reseau.gisements if g.cle == flux.gisement)
    arrivee = reseau.par_cle[flux.arrivee].intitule if flux.arrivee else "extérieur"
    return f"{depart} → {arrivee}{f' ({flux.matiere})' if flux.matiere else ''}"


class GisementForm(ChangementForm):
    """A gisement is more, or less."""

    genre, titre = "gisement", "Changer un gisement"
    gisement = forms.ChoiceField(label="Gisement")
    valeur = forms.DecimalField(label="Nouvelle quantité")

    def __init__(self, reseau: Reseau, data: Any = None) -> None:
        super().__init__(reseau, data)
        self.choisir("gisement", [(g.cle, g.ressource) for g in reseau.gisements])


class ActeurForm(ChangementForm):
    """One actor more."""

    genre, titre = "acteur", "Ajouter un acteur"
    maillon = forms.ChoiceField(label="Maillon")
    nom = forms.CharField(label="Nom", max_length=200)
    ess = forms.ChoiceField(label="Structure de l’ESS", choices=ESS, required=False)
    valeur = forms.DecimalField(label="Sa capacité", required=False)

    def __init__(self, reseau: Reseau, data: Any = None) -> None:
        super().__init__(reseau, data)
        self.choisir("maillon", _maillons(reseau))

    def lire(self) -> Changement:
        """Return the change, ESS as yes, no or unknown."""
        change = {**super().lire()}
        change["ess"] = {"oui": True, "non": False}.get(self.cleaned_data["ess"])
        return change


class ActiverForm(ChangementForm):
    """Somebody who could do it does it."""

    genre, titre = "activer", "Un acteur pressenti se lance"
    position = forms.ChoiceField(label="Acteur")

    def __init__(self, reseau: Reseau, data: Any = None) -> None:
        super().__init__(reseau, data)
        self.choisir("position", _positions(reseau, potentielles=True))


class RetirerForm(ChangementForm):
    """Somebody leaves."""

    genre, titre = "retirer", "Un acteur s’en va"
    position = forms.ChoiceField(label="Acteur")

    def __init__(self, reseau: Reseau, data: Any = None) -> None:
        super().__init__(reseau, data)
        self.choisir("position", _positions(reseau, potentielles=False))


def _positions(reseau: Reseau, *, potentielles: bool) -> list[tuple[str, str]]:
    return [
        (p.cle, f"{m.intitule} : {p.nom}")
        for m in reseau.en_ordre
        for p in reseau.positions_par_maillon[m.cle]
        if p.potentielle == potentielles
    ]


FORMULAIRES: dict[str, type[ChangementForm]] = {
    f.genre: f for f in (CapaciteForm, ActeurForm, ActiverForm, FluxForm, GisementForm, RetirerForm)
}
