"""Two people saved the same form: show both, join what can be joined, lose nothing.

A view that catches ``ConflitDEdition`` calls ``dresser_conflit`` with the valid form that was
refused, and answers 409 with its page, the form rebuilt from ``conflit.saisie`` and the panel
``{% include "diagnostics/conflit.html" %}`` above it::

    except ConflitDEdition as erreur:
        conflit = dresser_conflit(formulaire=formulaire, actuel=erreur.actuel)
        formulaire = SourceForm(conflit.saisie, instance=erreur.actuel)

What only the others changed is taken from them, what only I changed is kept, changes of different
lines of a long text are joined; what remains is shown side by side: before, theirs, mine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from diagnostics.services.journal import dire_valeur


@dataclass(frozen=True)
class ChampEnConflit:
    """One field: what it was, what is saved now, what I typed; in words."""

    nom: str
    libelle: str
    base: str
    leur: str
    mien: str
    par_eux: bool
    par_moi: bool
    reuni: bool = False

    @property
    def est_dispute(self) -> bool:
        """Whether somebody has to choose."""
        return self.par_eux and self.par_moi and not self.reuni and self.leur != self.mien


@dataclass(frozen=True)
class Conflit:
    """What the panel shows, and what the form is rebuilt from."""

    actuel: Any
    auteur: Any
    date: datetime | None
    champs: tuple[ChampEnConflit, ...]
    saisie: QueryDict
    mienne: tuple[tuple[str, str], ...]
    """My own answers, to save them as they were."""

    @property
    def disputes(self) -> tuple[ChampEnConflit, ...]:
        """Fields both changed, differently."""
        return tuple(c for c in self.champs if c.est_dispute)

    @property
    def repris(self) -> tuple[ChampEnConflit, ...]:
        """Fields only the others changed: taken from them."""
        return tuple(c for c in self.champs if c.par_eux and not c.par_moi)

    @property
    def reunis(self) -> tuple[ChampEnConflit, ...]:
        """Long texts changed in different places: joined."""
        return tuple(c for c in self.champs if c.reuni)


def dresser_conflit(
    *, formulaire: forms.BaseForm, actuel: Any, champ_version: str = "version"
) -> Conflit:
    """Compare a valid form with what is saved now, and with what both started from.

    Args:
        formulaire: the refused form: bound, valid, with a field ``champ_version``.
        actuel: the object as saved (``ConflitDEdition.actuel``).
        champ_version: name of the form's version field.
    """
    attendue = formulaire.cleaned_data.get(champ_version)
    # Binding a model form writes into its instance: only the row tells what stands.
    actuel = type(actuel)._default_manager.get(pk=actuel.pk)
    lignes = actuel.history.select_related("history_user")
    base = lignes.filter(version=attendue).order_by("-history_id").first()
    derniere = lignes.order_by("-history_id").first()
    saisie = QueryDict(mutable=True)
    for cle, valeurs in _listes(formulaire.data):
        saisie.setlist(cle, list(valeurs))
    champs = []
    for nom, field in formulaire.fields.items():
        if nom == champ_version or not _est_simple(actuel, nom):
            continue
        champ = _comparer(nom, field, formulaire.cleaned_data.get(nom), actuel, base)
        champs.append(champ)
        cle = formulaire.add_prefix(nom)
        if champ.reuni:
            saisie[cle] = fusionner_lignes(champ.base, champ.leur, champ.mien) or champ.mien
        elif champ.par_eux and not champ.par_moi:
            valeur = field.prepare_value(_valeur(actuel, nom))
            saisie[cle] = "" if valeur is None or valeur is False else _ecrire(field, valeur)
    mienne = tuple(
        (cle, valeur)
        for cle, valeurs in _listes(formulaire.data)
        for valeur in valeurs
        if cle not in {"csrfmiddlewaretoken", formulaire.add_prefix(champ_version)}
    )
    saisie[formulaire.add_prefix(champ_version)] = str(actuel.version)
    return Conflit(
        actuel=actuel,
        auteur=getattr(derniere, "history_user", None),
        date=getattr(derniere, "history_date", None),
        champs=tuple(champs),
        saisie=saisie,
        mienne=mienne,
    )


def _listes(donnees: Any) -> list[tuple[str, Sequence[str]]]:
    if isinstance(donnees, QueryDict):
        return list(donnees.lists())
    return [(cle, [valeur]) for cle, valeur in donnees.items()]


def _est_simple(objet: Any, nom: str) -> bool:
    """Whether the field is a column of the object: other ones have their own ways."""
    colonnes = {f.name for f in objet._meta.concrete_fields}
    return nom in colonnes


def _valeur(objet: Any, nom: str) -> Any:
    return getattr(objet, objet._meta.get_field(nom).attname)


def _ecrire(field: forms.Field, valeur: Any) -> str:
    ecrit = field.widget.format_value(valeur)
    if isinstance(ecrit, list | tuple):
        ecrit = ecrit[0] if ecrit else ""
    return str(ecrit if ecrit is not None else valeur)


def _comparer(nom: str, field: forms.Field, mien: Any, actuel: Any, base: Any) -> ChampEnConflit:
    ma_cle = getattr(mien, "pk", mien)
    leur_cle = _valeur(actuel, nom)
    # Without the version both started from, whatever differs is in dispute.
    base_cle = _valeur(base, nom) if base is not None else None
    differe = not _pareils(ma_cle, leur_cle)
    par_eux = not _pareils(leur_cle, base_cle) if base is not None else differe
    par_moi = not _pareils(ma_cle, base_cle) if base is not None else differe
    dits = [
        _dire(actuel, nom, base_cle) if base is not None else "",
        _dire(actuel, nom, leur_cle),
        _dire(actuel, nom, ma_cle),
    ]
    reuni = (
        par_eux
        and par_moi
        and differe
        and base is not None
        and isinstance(actuel._meta.get_field(nom), models.TextField)
        and fusionner_lignes(*dits) is not None
    )
    libelle = str(field.label or actuel._meta.get_field(nom).verbose_name)
    return ChampEnConflit(
        nom=nom,
        libelle=libelle[:1].upper() + libelle[1:],
        base=dits[0],
        leur=dits[1],
        mien=dits[2],
        par_eux=par_eux,
        par_moi=par_moi,
        reuni=reuni,
    )


def _pareils(a: Any, b: Any) -> bool:
    """Compare two values as a form would: line ends and emptiness do not count."""
    if isinstance(a, str) or isinstance(b, str):
        return str(a or "").replace("\r\n", "\n") == str(b or "").replace("\r\n", "\n")
    return a == b


def _dire(objet: Any, nom: str, valeur: Any) -> str:
    champ = objet._meta.get_field(nom)
    if valeur is None or valeur == "":
        return ""
    if isinstance(champ, models.ForeignKey):
        lie = champ.remote_field.model._default_manager.filter(pk=valeur).first()
        return str(lie) if lie is not None else "effacé depuis"
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    return dire_valeur(valeur).replace("\r\n", "\n")


def fusionner_lignes(base: str, leur: str, mien: str) -> str | None:
    r"""Join two changes of a text made on different lines; None when they touch the same ones.

    >>> fusionner_lignes("a\nb\nc", "A\nb\nc", "a\nb\nC")
    'A\nb\nC'
    """
    lignes, eux, moi = base.split("\n"), leur.split("\n"), mien.split("\n")
    reunies: list[str] = []
    debut = debut_eux = debut_moi = 0
    for b, e, m, taille in [*_communes(lignes, eux, moi), (len(lignes), len(eux), len(moi), 0)]:
        avant, chez_eux, chez_moi = lignes[debut:b], eux[debut_eux:e], moi[debut_moi:m]
        if chez_eux in (avant, chez_moi):
            reunies += chez_moi
        elif chez_moi == avant:
            reunies += chez_eux
        else:
            return None
        reunies += lignes[b : b + taille]
        debut, debut_eux, debut_moi = b + taille, e + taille, m + taille
    return "\n".join(reunies)


def _communes(base: list[str], eux: list[str], moi: list[str]) -> list[tuple[int, int, int, int]]:
    """Return the runs of lines that all three texts hold: where in each, and how many."""
    chez_eux = SequenceMatcher(None, base, eux, autojunk=False).get_matching_blocks()
    chez_moi = SequenceMatcher(None, base, moi, autojunk=False).get_matching_blocks()
    communes = []
    i = j = 0
    while i < len(chez_eux) and j < len(chez_moi):
        a, b = chez_eux[i], chez_moi[j]
        debut = max(a.a, b.a)
        fin = min(a.a + a.size, b.a + b.size)
        if fin > debut:
            communes.append((debut, a.b + debut - a.a, b.b + debut - b.a, fin - debut))
        if a.a + a.size < b.a + b.size:
            i += 1
        else:
            j += 1
    return communes
