"""Two people saved the same form: show both, join what can be joined, lose nothing.

A view that catches ``ConflitDEdition`` calls ``dresser_conflit`` with the valid form that was
refused, and answers 409 with its page, the form rebuilt from ``conflit.saisie`` and the panel
``{% include "components/conflit.html" %}`` above it::

    except ConflitDEdition as erreur:
        conflit = dresser_conflit(formulaire=formulaire, actuel=erreur.actuel)
        formulaire = SourceForm(conflit.saisie, instance=erreur.actuel)

What only the others changed is taken from them, what only I changed is kept, changes of different
lines of a long text are joined, as are links added and removed; what remains is shown side by
side: before, theirs, mine. A form field that is no field of the model says how it is read in
``lecteurs`` (see ``Lecteur``). Forms that show several rows, or a grid, build the same
``Conflit`` themselves: ``diagnostics/conflits_grilles.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict

from socle.fusion import fusionner_ensembles, fusionner_lignes
from socle.typographie import ecrire_nombre
from socle.valeurs import dire_valeur


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
    mienne: tuple[tuple[str, str], ...] = ()
    """My own answers, to save them as they were."""
    cle_version: str = "version"
    identifiant: str = "conflit-titre"

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
        """Long texts changed in different places, links added on both sides: joined."""
        return tuple(c for c in self.champs if c.reuni)


@dataclass(frozen=True)
class Lecteur:
    """How a form field is read off a row, compared, told and posted.

    Attributes:
        lire: from the object, or a row of its history, to a value that can be compared.
        dire: that value in words.
        ecrire: that value as the form posts it.
        saisi: from the cleaned value to a value that can be compared.
        fusionner: joins (before, theirs, mine), or answers None.
    """

    lire: Callable[[Any], Any]
    dire: Callable[[Any], str]
    ecrire: Callable[[Any], list[str]]
    saisi: Callable[[Any], Any] = lambda valeur: valeur
    fusionner: Callable[[Any, Any, Any], Any] = lambda _base, _leur, _mien: None


def dresser_conflit(
    *,
    formulaire: forms.BaseForm,
    actuel: Any,
    champ_version: str = "version",
    lecteurs: Mapping[str, Lecteur] | None = None,
) -> Conflit:
    """Compare a valid form with what is saved now, and with what both started from.

    Args:
        formulaire: the refused form: bound, valid, with a field ``champ_version``.
        actuel: the object as saved (``ConflitDEdition.actuel``).
        champ_version: name of the form's version field.
        lecteurs: how to read the fields of the form that the model does not have.
    """
    attendue = formulaire.cleaned_data.get(champ_version)
    # Binding a model form writes into its instance: only the row tells what stands.
    actuel = type(actuel)._default_manager.get(pk=actuel.pk)
    lignes = actuel.history.select_related("history_user")
    base = lignes.filter(version=attendue).order_by("-history_id").first()
    derniere = lignes.order_by("-history_id").first()
    saisie = copier_saisie(formulaire.data)
    champs = []
    for nom, field in formulaire.fields.items():
        lecteur = (lecteurs or {}).get(nom) or _lecteur(actuel, nom, field)
        if nom == champ_version or lecteur is None:
            continue
        champ, valeur = _comparer(
            nom, field, lecteur, formulaire.cleaned_data.get(nom), actuel, base
        )
        champs.append(champ)
        if valeur is not None:
            saisie.setlist(formulaire.add_prefix(nom), valeur)
    cle = formulaire.add_prefix(champ_version)
    mienne = lister_saisie(formulaire.data, sauf=cle)
    saisie[cle] = str(actuel.version)
    return Conflit(
        actuel=actuel,
        auteur=getattr(derniere, "history_user", None),
        date=getattr(derniere, "history_date", None),
        champs=tuple(champs),
        saisie=saisie,
        mienne=mienne,
        cle_version=cle,
    )


def copier_saisie(donnees: Any) -> QueryDict:
    """Return what was posted, to be completed."""
    saisie = QueryDict(mutable=True)
    for cle, valeurs in _listes(donnees):
        saisie.setlist(cle, list(valeurs))
    return saisie


def lister_saisie(donnees: Any, *, sauf: str = "version") -> tuple[tuple[str, str], ...]:
    """Return what was posted, pair by pair, but for the version and the token."""
    return tuple(
        (cle, valeur)
        for cle, valeurs in _listes(donnees)
        for valeur in valeurs
        if cle not in {"csrfmiddlewaretoken", sauf}
    )


def _listes(donnees: Any) -> list[tuple[str, Sequence[str]]]:
    if isinstance(donnees, QueryDict):
        return list(donnees.lists())
    return [(cle, [valeur]) for cle, valeur in donnees.items()]


def _comparer(
    nom: str, field: forms.Field, lecteur: Lecteur, tape: Any, actuel: Any, base: Any
) -> tuple[ChampEnConflit, list[str] | None]:
    """Compare one field; return it, and what the form must hold when it is not mine."""
    mien, leur = lecteur.saisi(tape), lecteur.lire(actuel)
    depart = lecteur.lire(base) if base is not None else None
    differe = not _pareils(mien, leur)
    # Without the version both started from, whatever differs is in dispute.
    par_eux = not _pareils(leur, depart) if base is not None else differe
    par_moi = not _pareils(mien, depart) if base is not None else differe
    commun = None
    if par_eux and par_moi and differe and base is not None:
        commun = lecteur.fusionner(depart, leur, mien)
    libelle = str(field.label or actuel._meta.get_field(nom).verbose_name)
    champ = ChampEnConflit(
        nom=nom,
        libelle=libelle[:1].upper() + libelle[1:],
        base=lecteur.dire(depart) if base is not None else "",
        leur=lecteur.dire(leur),
        mien=lecteur.dire(mien),
        par_eux=par_eux,
        par_moi=par_moi,
        reuni=commun is not None,
    )
    if commun is not None:
        return champ, lecteur.ecrire(commun)
    return champ, lecteur.ecrire(leur) if par_eux and not par_moi else None


def _pareils(a: Any, b: Any) -> bool:
    """Compare two values as a form would: line ends, order and emptiness do not count."""
    if isinstance(a, list) or isinstance(b, list):
        return set(a or ()) == set(b or ())
    if isinstance(a, str) or isinstance(b, str):
        return str(a or "").replace("\r\n", "\n") == str(b or "").replace("\r\n", "\n")
    return bool(a == b)


def _lecteur(objet: Any, nom: str, field: forms.Field) -> Lecteur | None:
    """Return how a field of the model is read; None when the model has no such field."""
    meta = objet._meta
    if nom in {f.name for f in meta.many_to_many}:
        return _lecteur_de_liens(meta.get_field(nom))
    if nom not in {f.name for f in meta.concrete_fields}:
        return None
    champ = meta.get_field(nom)
    longs = isinstance(champ, models.TextField)
    return Lecteur(
        lire=lambda ligne: getattr(ligne, champ.attname),
        dire=lambda valeur: _dire(champ, valeur),
        ecrire=lambda valeur: [_ecrire(field, field.prepare_value(valeur))],
        saisi=lambda valeur: getattr(valeur, "pk", valeur),
        fusionner=lambda b, e, m: (
            fusionner_lignes(*(str(t or "").replace("\r\n", "\n") for t in (b, e, m)))
            if longs
            else None
        ),
    )


def _lecteur_de_liens(champ: Any) -> Lecteur:
    """Read links: those of the row, or those its history kept when it keeps any."""
    cible = champ.remote_field.model

    def lire(ligne: Any) -> list[Any]:
        liens = getattr(ligne, champ.name, None)
        if liens is None:
            return []
        if isinstance(ligne, champ.model):
            return [o.pk for o in liens.all()]
        return list(liens.values_list(f"{champ.m2m_reverse_field_name()}_id", flat=True))

    def dire(valeurs: Iterable[Any]) -> str:
        return ", ".join(str(o) for o in cible._default_manager.filter(pk__in=list(valeurs or ())))

    return Lecteur(
        lire=lire,
        dire=dire,
        ecrire=lambda valeurs: [str(v) for v in valeurs],
        saisi=lambda valeur: [o.pk for o in valeur] if valeur is not None else [],
        fusionner=lambda b, e, m: fusionner_ensembles(b or [], e, m),
    )


def _ecrire(field: forms.Field, valeur: Any) -> str:
    if valeur is None or valeur is False:
        return ""
    ecrit = field.widget.format_value(valeur)
    if isinstance(ecrit, list | tuple):
        ecrit = ecrit[0] if ecrit else ""
    return str(ecrit if ecrit is not None else valeur)


def _dire(champ: Any, valeur: Any) -> str:
    if valeur is None or valeur == "":
        return ""
    if isinstance(champ, models.ForeignKey):
        lie = champ.remote_field.model._default_manager.filter(pk=valeur).first()
        return str(lie) if lie is not None else "effacé depuis"
    if champ.choices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    if isinstance(valeur, Decimal):
        entiere, virgule, decimales = f"{valeur.normalize():f}".partition(".")
        return ecrire_nombre(entiere) + (f",{decimales}" if virgule else "")
    return dire_valeur(valeur).replace("\r\n", "\n")
