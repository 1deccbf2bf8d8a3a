"""The form of a point of view, for the team and for the actor: rows without JavaScript."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms

from acteurs.models import Thematique
from diagnostics.models import Apport, PointDeVue
from diagnostics.services.avis import LIGNES_MAX, Saisie

_VIDES: Final = {True: 2, False: 1}
"""Empty rows offered after those already written: to the team, to the actor on a phone."""


GENRES: Final = {"attente": "Attente", "apport": "Apport"}
"""Kinds of rows."""
_DEPART_MAX: Final = 40_000


class AvisForm(forms.Form):
    """What one actor makes of one idea; as many rows as needed, without JavaScript."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    depart = forms.CharField(widget=forms.HiddenInput, required=False)
    compris = forms.CharField(
        label="Qu’avez-vous compris du projet ?",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Restez sous 600 caractères."},
    )
    adhesion = forms.ChoiceField(
        label="Où vous situez-vous ?",
        required=False,
        choices=[
            *((str(d), mot) for d, mot in reversed(PointDeVue.Degre.choices)),
            ("", "Je ne me prononce pas"),
        ],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez un des degrés proposés."},
    )
    sens = forms.CharField(
        label="Pourquoi y adhérez-vous, ou non ?",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Restez sous 600 caractères."},
    )
    prive = forms.BooleanField(
        label="Garder cette position privée",
        required=False,
        help_text="Seuls des totaux d’au moins trois positions privées en tiendront compte.",
    )
    lecture = forms.BooleanField(
        label="C’est une lecture de l’équipe, pas les mots de l’acteur", required=False
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        themes: Mapping[str, Thematique],
        point: PointDeVue | None = None,
        equipe: bool = True,
        **kwargs: Any,
    ) -> None:
        self.themes, self.equipe = themes, equipe
        initial = _initial(point) if point else {"version": 0, "adhesion": ""}
        initial["depart"] = ecrire_image(image_de(point))
        super().__init__(data, initial=initial, **kwargs)
        if not equipe:
            del self.fields["lecture"]
        else:
            self.fields["compris"].label = "Ce que l’acteur comprend"
            self.fields["adhesion"].label = "Degré d’adhésion"
            self.fields["sens"].label = "Pourquoi il y adhère, ou non"
            self.fields["adhesion"].choices = [  # type: ignore[attr-defined]
                *((str(d), mot) for d, mot in reversed(PointDeVue.Degre.choices)),
                ("", "Ne se prononce pas"),
            ]
        self.rangs = {genre: self._compter(genre, initial) for genre in ("attente", "apport")}
        for genre, rangs in self.rangs.items():
            for rang in range(rangs):
                self._ajouter(genre, rang)

    def _compter(self, genre: str, initial: Mapping[str, Any]) -> int:
        """Return how many rows to show: those sent back, or those written plus two."""
        if self.is_bound:
            noms = [self.add_prefix(f"{genre}_{r}") for r in range(LIGNES_MAX)]
            envoyes = [r for r, nom in enumerate(noms) if nom in self.data]
            return max(envoyes, default=-1) + 1
        ecrites = sum(f"{genre}_{r}" in initial for r in range(LIGNES_MAX))
        return min(ecrites + _VIDES[self.equipe], LIGNES_MAX)

    def _ajouter(self, genre: str, rang: int) -> None:
        quoi = "Attente" if genre == "attente" else "Apport"
        self.fields[f"{genre}_{rang}"] = forms.CharField(
            label=f"{quoi} {rang + 1}",
            max_length=300,
            required=False,
            error_messages={"max_length": "Restez sous 300 caractères."},
        )
        self.fields[f"{genre}_pk_{rang}"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput
        )
        if genre == "apport":
            self.fields[f"apport_nature_{rang}"] = forms.ChoiceField(
                label=f"Nature de l’apport {rang + 1}",
                choices=[("", "Nature…"), *Apport.Nature.choices],
                required=False,
            )
        self.fields[f"{genre}_theme_{rang}"] = forms.ChoiceField(
            label=f"Thème de l’{quoi.lower()} {rang + 1}",
            choices=[("", "Thème…"), *((t.pk, t.libelle) for t in self.themes.values())],
            required=False,
        )

    def lignes_attentes(self) -> Iterator[dict[str, forms.BoundField]]:
        """Yield the rows of expectations, as fields."""
        yield from self._lignes("attente")

    def lignes_apports(self) -> Iterator[dict[str, forms.BoundField]]:
        """Yield the rows of contributions, as fields."""
        yield from self._lignes("apport")

    def _lignes(self, genre: str) -> Iterator[dict[str, forms.BoundField]]:
        for rang in range(self.rangs[genre]):
            ligne = {
                "texte": self[f"{genre}_{rang}"],
                "pk": self[f"{genre}_pk_{rang}"],
                "theme": self[f"{genre}_theme_{rang}"],
            }
            if genre == "apport":
                ligne["nature"] = self[f"apport_nature_{rang}"]
            yield ligne

    @property
    def saisie(self) -> Saisie:
        """Return what was typed."""
        d = self.cleaned_data
        attentes = [
            (d[f"attente_pk_{r}"], d[f"attente_{r}"], self.themes.get(d[f"attente_theme_{r}"]))
            for r in range(self.rangs["attente"])
            if d[f"attente_{r}"]
        ]
        apports = [
            (
                d[f"apport_pk_{r}"],
                d[f"apport_{r}"],
                self.themes.get(d[f"apport_theme_{r}"]),
                d[f"apport_nature_{r}"],
            )
            for r in range(self.rangs["apport"])
            if d[f"apport_{r}"]
        ]
        return Saisie(
            compris=d["compris"],
            sens=d["sens"],
            adhesion=int(d["adhesion"]) if d["adhesion"] else None,
            prive=d["prive"],
            lecture=d.get("lecture", False),
            attentes=tuple(attentes),
            apports=tuple(apports),
        )

    @property
    def image_de_depart(self) -> dict[str, Any] | None:
        """What the form was built from, as the page gave it; None when it does not tell."""
        return lire_image(self.cleaned_data.get("depart", ""))

    def lignes_saisies(self, genre: str) -> list[tuple[str, list[str]]]:
        """Return the rows typed: number (empty for a new one), then text, theme, kind."""
        d = self.cleaned_data
        return [
            (
                str(d[f"{genre}_pk_{r}"] or ""),
                [d[f"{genre}_{r}"], d[f"{genre}_theme_{r}"], d.get(f"{genre}_nature_{r}", "")],
            )
            for r in range(self.rangs[genre])
            if d[f"{genre}_{r}"]
        ]

    @property
    def version_attendue(self) -> int:
        """Version the form was built from; 0 when nothing stood."""
        return self.cleaned_data.get("version") or 0


def _initial(point: PointDeVue) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "version": point.version,
        "compris": point.compris,
        "sens": point.sens,
        "adhesion": "" if point.adhesion is None else str(point.adhesion),
        "prive": point.prive,
        "lecture": point.lecture,
    }
    for rang, attente in enumerate(point.attentes.all()):
        initial[f"attente_{rang}"] = attente.texte
        initial[f"attente_pk_{rang}"] = attente.pk
        initial[f"attente_theme_{rang}"] = attente.thematique_id or ""
    for rang, apport in enumerate(point.apports.all()):
        initial[f"apport_{rang}"] = apport.texte
        initial[f"apport_pk_{rang}"] = apport.pk
        initial[f"apport_theme_{rang}"] = apport.thematique_id or ""
        initial[f"apport_nature_{rang}"] = apport.nature
    return initial


def image_de(point: PointDeVue | None) -> dict[str, Any]:
    """Return what a point of view says, as plain values; rows by number, as text."""
    if point is None:
        return {
            "compris": "", "adhesion": "", "sens": "", "prive": False, "lecture": False,
            "attente": {}, "apport": {},
        }  # fmt: skip
    return {
        "compris": point.compris,
        "adhesion": "" if point.adhesion is None else str(point.adhesion),
        "sens": point.sens,
        "prive": point.prive,
        "lecture": point.lecture,
        "attente": {str(a.pk): [a.texte, a.thematique_id or "", ""] for a in point.attentes.all()},
        "apport": {
            str(a.pk): [a.texte, a.thematique_id or "", a.nature] for a in point.apports.all()
        },
    }


def ecrire_image(image: Mapping[str, Any]) -> str:
    """Write an image for a hidden field."""
    return json.dumps(image, ensure_ascii=False, separators=(",", ":"))


def lire_image(texte: str) -> dict[str, Any] | None:
    """Read an image back; None when it is not one."""
    if not texte or len(texte) > _DEPART_MAX:
        return None
    try:
        image = json.loads(texte)
    except ValueError:
        return None
    vide = image_de(None)
    if not isinstance(image, dict) or set(image) != set(vide):
        return None
    if any(type(image[nom]) is not type(vide[nom]) for nom in vide):
        return None
    lignes = [ligne for genre in GENRES for ligne in image[genre].values()]
    return image if all(_est_ligne(ligne) for ligne in lignes) else None


def _est_ligne(ligne: Any) -> bool:
    return (
        isinstance(ligne, list) and len(ligne) == 3 and all(isinstance(m, str) for m in ligne)  # noqa: PLR2004
    )
