"""Rendering of a form field, the same everywhere: ``{% champ form.nom %}``.

Label with its mention, widget with the Bootstrap class of its type, help,
errors with their remedy; the whole tied together for screen readers
(``aria-describedby``, ``aria-invalid``, ``fieldset`` for groups).
"""

from typing import Any

from django import forms
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

_TIRETS = "-" * 9
"""What Django offers first in a list nobody named an empty choice for."""
_LIGNES_PAR_DEFAUT = "10"  # what Django gives a Textarea nobody sized
_CASES = (forms.CheckboxSelectMultiple, forms.RadioSelect)


def _classe_du_widget(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | _CASES[0] | _CASES[1]):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


def rendre_champ(
    field: BoundField,
    *,
    libelle: str | None = None,
    aide: str | None = None,
    mention: bool = True,
    libelle_cache: bool = False,
    classe: str = "",
) -> SafeString:
    """Return the HTML of one bound field.

    Args:
        field: the bound field, ``form["nom"]``.
        libelle: replaces its label.
        aide: replaces its help text.
        mention: write « facultatif » beside the label of an optional field.
        libelle_cache: keep the label for screen readers only.
        classe: class of the surrounding block.
    """
    widget = field.field.widget
    if field.is_hidden:
        return mark_safe(str(field))  # Django's own rendering of a hidden input
    aide = str(field.help_text if aide is None else aide)
    erreurs = list(field.errors)
    identifiant = field.auto_id or field.html_name
    decrits = [
        *([f"{identifiant}_aide"] if aide else []),
        *([f"{identifiant}_erreurs"] if erreurs else []),
    ]
    attributs: dict[str, Any] = {}
    if decrits:
        attributs["aria-describedby"] = " ".join(decrits)
    if erreurs:
        attributs["aria-invalid"] = "true"
    contexte = {
        "champ": field,
        "genre": _genre(widget),
        "libelle": field.label if libelle is None else libelle,
        "libelle_cache": libelle_cache,
        "facultatif": mention and not field.field.required,
        "aide": aide,
        "erreurs": erreurs,
        "identifiant": identifiant,
        "decrits": " ".join(decrits),
        "classe": classe,
    }
    if contexte["genre"] == "groupe":
        contexte["options"] = _options(field, en_erreur=bool(erreurs))
    else:
        contexte["widget"] = _rendre_widget(field, attributs, en_erreur=bool(erreurs))
    return render_to_string("components/champ.html", contexte)


def _genre(widget: forms.Widget) -> str:
    """``case`` (one box), ``groupe`` (boxes or radios), ``compose`` (several inputs), ``simple``."""
    if isinstance(widget, _CASES):
        return "groupe"
    if isinstance(widget, forms.CheckboxInput):
        return "case"
    if isinstance(widget, forms.MultiWidget):
        return "compose"
    return "simple"


def _rendre_widget(field: BoundField, attributs: dict[str, Any], *, en_erreur: bool) -> SafeString:
    widget = field.field.widget
    classes = [widget.attrs.get("class", ""), _classe_du_widget(widget)]
    if en_erreur:
        classes.append("is-invalid")
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == _LIGNES_PAR_DEFAUT:
        attributs["rows"] = "4"  # the stylesheet lets it grow with its text
    if isinstance(widget, forms.Select):
        _nommer_le_vide(field.field)
    # Without this Django points to its own help element, which we do not draw.
    aide, field.help_text = field.help_text, ""
    html = field.as_widget(attrs={**attributs, "class": " ".join(filter(None, classes))})
    field.help_text = aide
    return html


def _nommer_le_vide(champ: forms.Field) -> None:
    """Say in words the empty choice of a list, where Django draws dashes."""
    mot = "Choisir" if champ.required else "Non renseigné"
    if isinstance(champ, forms.ModelChoiceField):
        if champ.empty_label == _TIRETS:
            champ.empty_label = mot
        return
    widget: Any = champ.widget
    if any(libelle == _TIRETS for _, libelle in widget.choices):
        widget.choices = [(v, mot if dit == _TIRETS else dit) for v, dit in widget.choices]


def _options(field: BoundField, *, en_erreur: bool) -> list[dict[str, Any]]:
    """Boxes or radios one by one, with their labels."""
    classe = "form-check-input is-invalid" if en_erreur else "form-check-input"
    options = []
    for option in field.subwidgets:
        option.data["attrs"] = {**option.data["attrs"], "class": classe}
        options.append(
            {
                "balise": option.tag(),
                "libelle": option.choice_label,
                "identifiant": option.id_for_label,
            }
        )
    return options


def nommer_champs(form: Any, libelles: dict[str, str]) -> None:
    """Give fields of a library's form our labels, in place of its labels and placeholders."""
    for nom, libelle in libelles.items():
        if nom in form.fields:
            form.fields[nom].label = libelle
            form.fields[nom].widget.attrs.pop("placeholder", None)
            form[nom].label = libelle  # the bound field keeps its own copy


def rendre_resume(*forms: Any) -> SafeString:
    """Return one summary of the errors of ``forms`` (empty string when they have none)."""
    fautifs = [form for form in forms if form.is_bound and form.errors]
    if not fautifs:
        return mark_safe("")
    liens = []
    for field in (field for form in fautifs for field in form):
        for erreur in field.errors:
            if field.is_hidden:
                liens.append({"texte": erreur, "cible": ""})
            else:
                liens.append({"texte": erreur, "libelle": field.label, "cible": _cible(field)})
    generales = [erreur for form in fautifs for erreur in form.non_field_errors()]
    return render_to_string("components/erreurs.html", {"generales": generales, "liens": liens})


def _cible(field: BoundField) -> str:
    """Id of the first input of a field, where the summary's link leads."""
    identifiant = field.id_for_label
    if not identifiant and isinstance(field.field.widget, (*_CASES, forms.MultiWidget)):
        return f"{field.auto_id}_0"
    return identifiant or field.auto_id or ""
