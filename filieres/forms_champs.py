"""Fields of the forms of a filière: French numbers, shares, months, a commune, rows by reference."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from acteurs.communes import nommer
from filieres.lieux import trouver_commune
from filieres.models.flux import MOIS
from filieres.nombres import ecrire_nombre, lire_nombre
from socle.conflits import Lecteur
from territoires.models import Commune, Territoire, TerritoireCommune


class NombreField(forms.DecimalField):
    """A number that may be left empty."""

    def __init__(self, **options: Any) -> None:
        attributs = {"inputmode": "decimal", "autocomplete": "off"}
        options.setdefault("widget", forms.TextInput(attrs=attributs))
        super().__init__(**{"required": False, **options})

    def to_python(self, value: Any) -> Any:
        """Understand spaces and commas."""
        texte = str(value or "").strip()
        return lire_nombre(texte) if texte else None

    def prepare_value(self, value: Any) -> Any:
        """Show what was typed; else the number without useless zeros."""
        return value if isinstance(value, str) or value is None else ecrire_nombre(value)


class PartField(NombreField):
    """A share stored from 0 to 1, typed in percent."""

    def to_python(self, value: Any) -> Any:
        """Read percents."""
        nombre = super().to_python(value)
        return None if nombre is None else nombre / 100

    def prepare_value(self, value: Any) -> Any:
        """Show percents."""
        if isinstance(value, str) or value is None:
            return value
        return ecrire_nombre(Decimal(str(value)) * 100)


class MoisField(forms.TypedMultipleChoiceField):
    """Months of the year, as boxes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[(str(i), mot) for i, mot in enumerate(MOIS, start=1)],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        """Tick the months that are written."""
        return [str(v) for v in value] if isinstance(value, list | tuple) else value


class CommuneField(forms.CharField):
    """A commune by its name, its postcode or its INSEE code; the value is the commune, or None."""

    def __init__(self, **options: Any) -> None:
        aide = "Nom, code postal ou code INSEE."
        super().__init__(
            **{"required": False, "max_length": 120, "help_text": aide, **options},
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def to_python(self, value: Any) -> Any:
        """Find the one commune meant.

        Raises:
            ValidationError: none, or several; the message names them.
        """
        texte = str(value or "").strip()
        return trouver_commune(texte) if texte else None

    def run_validators(self, value: Any) -> None:
        """Check nothing more: the commune was found."""

    def prepare_value(self, value: Any) -> Any:
        """Show the commune by its name, its postcode and its département."""
        if isinstance(value, str) and not Commune.objects.filter(pk=value).exists():
            return value
        commune = value
        if not isinstance(value, Commune):
            commune = Commune.objects.select_related("departement").filter(pk=value or "").first()
        return nommer(commune) if commune else ""


class TerritoireField(forms.ModelChoiceField):
    """A territory among those that share communes with another, or the one chosen before."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Territoire.objects.none(), **{"required": False, "empty_label": "Aucun", **options}
        )

    def proposer(self, autour: Territoire | None, choisi: int | None = None) -> None:
        """Offer what surrounds ``autour``."""
        siennes = TerritoireCommune.objects.filter(territoire=autour).values("commune")
        voisins = TerritoireCommune.objects.filter(commune__in=siennes).values("territoire")
        ici = Q(pk__in=voisins, actif=True) if autour else Q(pk__in=[])
        proposes = Territoire.objects.exclude(nature=Territoire.Nature.COMMUNE)
        self.queryset = (proposes.filter(ici) | Territoire.objects.filter(pk=choisi or 0)).order_by(
            "nature", "nom"
        )

    def label_from_instance(self, obj: Any) -> str:
        """Name it, and say what it is."""
        return f"{obj.nom}, {obj.get_nature_display()}"


class ParReference(forms.ModelChoiceField):
    """One row among a filière's, known outside by its reference."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        super().__init__(queryset, to_field_name="reference", **{"required": False, **options})

    def prepare_value(self, value: Any) -> Any:
        """Write the reference, from a row or its key."""
        if isinstance(value, int):
            modele: Any = self.queryset.model  # type: ignore[union-attr]
            value = modele._default_manager.filter(pk=value).first()
        return super().prepare_value(value)


class FormulaireDeLigne(forms.ModelForm):
    """A row of a filière; ``version`` detects concurrent edits, ``groupes`` lays fields out.

    Each group: title, names of fields, whether it starts folded.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    groupes: tuple[tuple[str, tuple[str, ...], bool], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)

    def groupes_lies(self) -> list[dict[str, Any]]:
        """Return the groups with their bound fields; one with an error or a value is unfolded."""
        return [
            {
                "titre": titre,
                "champs": (champs := [self[nom] for nom in noms if nom in self.fields]),
                "replie": replie,
                "ouvert": any(c.errors or c.value() not in (None, "", [], False) for c in champs),
            }
            for titre, noms, replie in self.groupes
        ]

    def champs(self) -> dict[str, Any]:
        """Return what the services write."""
        return {nom: v for nom, v in self.cleaned_data.items() if nom != "version"}

    def lecteurs(self) -> dict[str, Lecteur]:
        """Say how a conflict of edition reads fields the model does not have as such."""
        return {}
