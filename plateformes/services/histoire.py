"""The story of what lies beside an entry: its uses, its figures, a network's settings.

Every write is signed; a row that has no story yet (loaded in bulk) gets its first line before it
changes, so that going back is always possible. Bringing a line back is a write like any other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.text import capfirst

from plateformes.models import Chiffre, Plateforme, ReglagesReseau, UsageTerritoire
from socle.typographie import ecrire_nombre
from socle.valeurs import dire_valeur

SUIVIS: dict[type[models.Model], tuple[str, ...]] = {
    UsageTerritoire: (
        "territoire", "organisation", "depuis", "role", "cout", "resultats", "temoignage",
        "valide", "motif_refus",
    ),
    Chiffre: ("grandeur", "libelle", "valeur", "unite", "date", "source"),
    ReglagesReseau: ("quatre_yeux", "mois_avant_revue"),
}  # fmt: skip
"""Columns whose changes are told."""
QUOI: dict[str, Any] = {"usage": UsageTerritoire, "chiffre": Chiffre}
LIGNES_MAX = 60


@dataclass(frozen=True)
class Ecart:
    """One column that differs: its label, before, after, in words."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Passage:
    """One write: on what, when, by whom, what it changed; whether one may go back to it."""

    pk: int
    quoi: str
    objet: str
    nature: str
    date: datetime
    auteur: str
    raison: str
    ecarts: tuple[Ecart, ...]
    retablissable: bool


def signer(objet: Any, par: Any, raison: str = "") -> None:
    """Tell the history who writes, and why."""
    objet._history_user = par if par is not None and par.is_authenticated else None  # noqa: SLF001
    objet._change_reason = raison[:100] or None  # noqa: SLF001


def noter_depart(objet: Any) -> None:
    """Write the first line of a story that has none: the row as the database holds it."""
    if objet.pk and not objet.history.exists():
        type(objet).history.bulk_history_create([type(objet)._default_manager.get(pk=objet.pk)])


# ── Telling ─────────────────────────────────────────────────────────────────
def raconter_autour(plateforme: Plateforme) -> list[Passage]:
    """Return what happened to the uses and figures of an entry, most recent first."""
    passages = [
        passage
        for quoi, modele in QUOI.items()
        for passage in _raconter(quoi, modele, modele.history.filter(plateforme=plateforme))
    ]
    return sorted(passages, key=lambda p: p.date, reverse=True)[:LIGNES_MAX]


def raconter_reglages(reseau: Any) -> list[Passage]:
    """Return what happened to the settings of a network, most recent first."""
    lignes = ReglagesReseau.history.filter(reseau=reseau)
    return _raconter("reglages", ReglagesReseau, lignes)[::-1][:LIGNES_MAX]


def _raconter(quoi: str, modele: Any, lignes: Any) -> list[Passage]:
    lues = list(lignes.select_related("history_user").order_by("history_id"))
    noms = _nommer(modele, lues)
    par_objet: defaultdict[Any, list[Any]] = defaultdict(list)
    for ligne in lues:
        par_objet[ligne.id].append(ligne)
    return [
        _passage(quoi, modele, siennes, rang, noms)
        for siennes in par_objet.values()
        for rang in range(len(siennes))
    ]


def _passage(
    quoi: str, modele: Any, lignes: Sequence[Any], rang: int, noms: dict[str, dict[Any, str]]
) -> Passage:
    ligne, avant = lignes[rang], lignes[rang - 1] if rang else None
    efface = ligne.history_type == "-"
    return Passage(
        pk=ligne.history_id,
        quoi=quoi,
        objet=_dire_objet(modele, ligne, noms),
        nature="retiré" if efface else "modifié" if avant is not None else "ajouté",
        date=ligne.history_date,
        auteur=str(ligne.history_user) if ligne.history_user else "",
        raison=ligne.history_change_reason or "",
        ecarts=() if efface else tuple(_comparer(modele, avant, ligne, noms)),
        # The last line is what stands, unless it says that the row was taken away.
        retablissable=efface or rang < len(lignes) - 1,
    )


def _dire_objet(modele: Any, ligne: Any, noms: dict[str, dict[Any, str]]) -> str:
    if modele is UsageTerritoire:
        return noms["territoire"].get(ligne.territoire_id, "un territoire effacé depuis")
    if modele is Chiffre:
        return ligne.libelle or str(dict(Chiffre.Grandeur.choices).get(ligne.grandeur, ""))
    return "Réglages"


def _nommer(modele: Any, lignes: Iterable[Any]) -> dict[str, dict[Any, str]]:
    """Return column → key → name, for the links told; each model read once."""
    noms = {}
    for champ in SUIVIS[modele]:
        colonne = modele._meta.get_field(champ)
        if isinstance(colonne, models.ForeignKey):
            cles = {getattr(ligne, colonne.attname) for ligne in lignes} - {None}
            vers: Any = colonne.related_model
            trouves = vers._default_manager.in_bulk(list(cles))
            noms[champ] = {cle: str(objet) for cle, objet in trouves.items()}
    return noms


def _comparer(
    modele: Any, avant: Any, apres: Any, noms: dict[str, dict[Any, str]]
) -> Iterable[Ecart]:
    """Return what differs; all that is said, when nothing was before."""
    for champ in SUIVIS[modele]:
        colonne = modele._meta.get_field(champ)
        ancien = getattr(avant, colonne.attname) if avant is not None else ""
        nouveau = getattr(apres, colonne.attname)
        if ancien != nouveau and (avant is not None or nouveau not in ("", None, False)):
            dits = (_dire(colonne, v, noms.get(champ)) for v in (ancien, nouveau))
            yield Ecart(capfirst(str(colonne.verbose_name)), *dits)


def _dire(colonne: Any, valeur: Any, noms: dict[Any, str] | None) -> str:
    if valeur in ("", None):
        return ""
    if noms is not None:
        return noms.get(valeur, "effacé depuis")
    if colonne.choices:
        return str(dict(colonne.flatchoices).get(valeur, valeur))
    if isinstance(colonne, models.DecimalField):
        return ecrire_nombre(valeur, 0 if valeur == valeur.to_integral_value() else 2)
    return dire_valeur(valeur)


# ── Going back ──────────────────────────────────────────────────────────────
@transaction.atomic
def retablir(*, plateforme: Plateforme, quoi: str, ligne: int, par: Any) -> Any:
    """Bring a use or a figure back to a line of its story, even taken away since.

    Raises:
        PermissionDenied: not of the network that answers for the entry.
        DoesNotExist: no such line on this entry.
        ValidationError: what it names is gone, or another use took its place.
    """
    if not par.has_perm("plateformes.modifier", plateforme):
        raise PermissionDenied
    modele = QUOI[quoi]
    passage = modele.history.filter(plateforme=plateforme).get(history_id=ligne)
    return _revenir(modele, passage, par)


@transaction.atomic
def retablir_reglages(*, reseau: Any, ligne: int, par: Any) -> ReglagesReseau:
    """Bring a network's settings back to a line of their story.

    Raises:
        PermissionDenied: not an administrator of the network.
        DoesNotExist: no such line.
    """
    if not par.has_perm("plateformes.regler", reseau):
        raise PermissionDenied
    historique: Any = ReglagesReseau.history
    return _revenir(ReglagesReseau, historique.filter(reseau=reseau).get(history_id=ligne), par)


def _revenir(modele: Any, passage: Any, par: Any) -> Any:
    actuel = modele._default_manager.select_for_update().filter(pk=passage.id).first()
    objet = passage.instance
    # Versions only go up: a form opened before the row was taken away stays out of date.
    connues = modele.history.filter(id=passage.id).aggregate(m=models.Max("version"))["m"]
    objet.version = max(actuel.version if actuel else 0, connues) + 1
    objet.full_clean(validate_unique=actuel is None)
    signer(objet, par, f"Retour à ce qui était écrit le {passage.history_date:%d/%m/%Y}")
    objet.save(force_insert=actuel is None)
    return objet
