"""The public change log, and the story of an entry: what changed from one version to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from plateformes.models import HISTORIQUE, ChangementPublic, Plateforme
from plateformes.services.fiches import CHAMPS_SAISIS, LISTES

SUIVIS = (*CHAMPS_SAISIS, "reseau", "statut", "motif")
VERSIONS_MAX = 50


@dataclass(frozen=True)
class Ecart:
    """One field that differs: its name, its label, before, after, in words."""

    champ: str
    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Version:
    """One saving of an entry."""

    pk: int
    version: int
    date: datetime
    auteur: str
    raison: str
    creation: bool
    ecarts: tuple[Ecart, ...]


def libelle_de(champ: str) -> str:
    """Return the label of a column or a list."""
    return capfirst(str(getattr(Plateforme._meta.get_field(champ), "verbose_name", champ)))


def noter_changement(
    plateforme: Plateforme, *, nature: str, texte: str = "", champs: Iterable[str] = ()
) -> None:
    """Write a line of the public log; changes of a same day make one line."""
    maintenant = timezone.now()
    noms = [libelle_de(champ) for champ in champs]
    jour = timezone.localdate(maintenant)
    if nature == ChangementPublic.Nature.MISE_A_JOUR:
        derniere = plateforme.changements_publics.order_by("-date", "-pk").first()
        if (
            derniere is not None
            and derniere.nature == nature
            and timezone.localdate(derniere.date) == jour
        ):
            deja = derniere.texte.split(", ") if derniere.texte else []
            derniere.texte = ", ".join(dict.fromkeys([*deja, *noms]))[:500]
            derniere.date = maintenant
            derniere.save()
            return
    ChangementPublic.objects.create(
        plateforme=plateforme,
        date=maintenant,
        nature=nature,
        texte=(", ".join(noms) or texte)[:500],
        reseau=plateforme.reseau.nom if plateforme.reseau else "",
    )


# ── Versions ────────────────────────────────────────────────────────────────
def raconter(plateforme: Plateforme) -> list[Version]:
    """Return the last versions, most recent first, in a constant number of queries."""
    lignes = list(
        plateforme.history.select_related("history_user").order_by("-history_id")[
            : VERSIONS_MAX + 1
        ]
    )
    mots = _Mots(lignes)
    versions = []
    for rang, ligne in enumerate(lignes[:VERSIONS_MAX]):
        avant = lignes[rang + 1] if rang + 1 < len(lignes) else None
        versions.append(
            Version(
                pk=ligne.history_id,
                version=ligne.version,
                date=ligne.history_date,
                auteur=str(ligne.history_user) if ligne.history_user else "",
                raison=ligne.history_change_reason or "",
                creation=ligne.history_type == "+",
                ecarts=tuple(mots.comparer(avant, ligne)) if avant is not None else (),
            )
        )
    return versions


def comparer_versions(avant: Any, apres: Any) -> list[Ecart]:
    """Return what differs between two history rows of an entry."""
    return list(_Mots([avant, apres]).comparer(avant, apres))


def listes_de(ligne: Any) -> dict[str, list[Any]]:
    """Return the keys of the lists of a history row."""
    return {
        nom: sorted(cles.get(ligne.history_id, []), key=str)
        for nom, cles in _listes([ligne]).items()
    }


def _listes(lignes: list[Any]) -> dict[str, dict[int, list[Any]]]:
    """List → history row → keys."""
    resultat: dict[str, dict[int, list[Any]]] = {}
    for nom in LISTES:
        champ = Plateforme._meta.get_field(nom)
        modele = HISTORIQUE.m2m_models[champ]
        vers = champ.related_model._meta.model_name  # type: ignore[union-attr]
        par_ligne: dict[int, list[Any]] = {}
        liens = modele.objects.filter(history__in=[ligne.history_id for ligne in lignes])
        for ligne, cle in liens.values_list("history", vers):
            par_ligne.setdefault(ligne, []).append(cle)
        resultat[nom] = par_ligne
    return resultat


class _Mots:
    """Writes the values of history rows in words, what they point to fetched once."""

    def __init__(self, lignes: list[Any]) -> None:
        self.listes = _listes(lignes)
        self.noms: dict[str, dict[Any, str]] = {}
        for nom in LISTES:
            cles = {cle for valeurs in self.listes[nom].values() for cle in valeurs}
            modele: Any = Plateforme._meta.get_field(nom).related_model
            trouves = modele._default_manager.in_bulk(list(cles))
            self.noms[nom] = {cle: str(objet) for cle, objet in trouves.items()}
        for nom in ("porteur", "reseau"):
            cles = {getattr(ligne, f"{nom}_id") for ligne in lignes} - {None}
            modele = Plateforme._meta.get_field(nom).related_model
            trouves = modele._default_manager.in_bulk(list(cles))
            self.noms[nom] = {cle: str(objet) for cle, objet in trouves.items()}

    def comparer(self, avant: Any, apres: Any) -> Iterable[Ecart]:
        """Return what differs, in the order of the entry."""
        for nom in SUIVIS:
            attribut = f"{nom}_id" if nom in self.noms else nom
            ancien, nouveau = getattr(avant, attribut), getattr(apres, attribut)
            if ancien != nouveau:
                yield Ecart(nom, libelle_de(nom), self._dire(nom, ancien), self._dire(nom, nouveau))
        for nom in LISTES:
            mots = [
                ", ".join(
                    sorted(
                        self.noms[nom].get(cle, str(cle))
                        for cle in self.listes[nom].get(ligne.history_id, [])
                    )
                )
                for ligne in (avant, apres)
            ]
            if mots[0] != mots[1]:
                yield Ecart(nom, libelle_de(nom), *mots)

    def _dire(self, nom: str, valeur: Any) -> str:
        if nom in self.noms:
            return self.noms[nom].get(valeur, "") if valeur else ""
        return dire_valeur(nom, valeur)


def dire_valeur(nom: str, valeur: Any) -> str:
    """Say the value of a column in French words; "" when empty."""
    if valeur in ("", None):
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return date_format(timezone.localtime(valeur), "j F Y")
    champ = Plateforme._meta.get_field(nom)
    if isinstance(champ, models.FileField):
        return "une image"
    return str(dict(champ.flatchoices).get(valeur, valeur))  # type: ignore[union-attr]
