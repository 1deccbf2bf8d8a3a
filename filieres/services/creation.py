"""A filière is born, from nothing or from another one; described, shared, archived, deleted."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from filieres.models import (
    BesoinMaillon,
    Chaine,
    Filiere,
    Flux,
    Gisement,
    Hypothese,
    Maillon,
    MembreFiliere,
    Position,
    jeton_filiere,
)
from filieres.services.ecriture import signer
from socle.modeles import Versionne
from territoires.services.adoption import adopter

PREMIERE_CHAINE = "Chaîne principale"


@transaction.atomic
def creer_filiere(
    *, nom: str, territoire: Any, organisation: Any, pilote: Any, **description: Any
) -> Filiere:
    """Open a filière led by ``pilote``, with one empty chain.

    The organisation adopts the territory; a commune nobody had adopted (unsaved) is written.

    Raises:
        ValidationError: a value is not right.
    """
    filiere = _ouvrir(nom, territoire, organisation, pilote, description, "Création")
    chaine = Chaine(filiere=filiere, nom=PREMIERE_CHAINE, ordre=1)
    signer(chaine, par=pilote, raison="Création")
    chaine.save()
    return filiere


def _ouvrir(
    nom: str,
    territoire: Any,
    organisation: Any,
    pilote: Any,
    description: dict[str, Any],
    raison: str,
) -> Filiere:
    adopter(organisation=organisation, territoire=territoire, par=pilote)
    thematiques = description.pop("thematiques", ())
    filiere = Filiere(
        nom=nom.strip(),
        territoire=territoire,
        organisation=organisation,
        pilote=pilote,
        **description,
    )
    filiere.full_clean()
    signer(filiere, par=pilote, raison=raison)
    filiere.save()
    if thematiques:
        filiere.thematiques.set(thematiques)
    MembreFiliere.objects.create(
        filiere=filiere, utilisateur=pilote, role=MembreFiliere.Role.PILOTE
    )
    return filiere


@transaction.atomic
def copier_filiere(
    *,
    origine: Filiere,
    nom: str,
    territoire: Any,
    organisation: Any,
    pilote: Any,
    tout: bool = False,
    **description: Any,
) -> Filiere:
    """Start a filière from another one, most often a documented example.

    By default its skeleton is taken: chains, maillons and what they need, and which maillon
    feeds which, without figures nor actors, which belong to the other territory. ``tout`` takes
    actors, gisements and figures too, for who reads everything of it.

    Raises:
        PermissionDenied: ``tout`` on a filière whose sources the pilot may not read.
        ValidationError: a value is not right.
    """
    if tout and not pilote.has_perm("filieres.lire_prive", origine):
        raise PermissionDenied
    depart = {"theme": origine.theme, "conception": origine.conception, "origine": origine}
    raison = f"Partie de « {origine.nom} »"
    filiere = _ouvrir(nom, territoire, organisation, pilote, {**depart, **description}, raison)
    if not description.get("thematiques"):
        filiere.thematiques.set(origine.thematiques.all())
    _Copie(filiere, par=pilote, raison=raison, tout=tout).copier(origine)
    return filiere


class _Copie:
    """Copies rows one kind after the other, following what each points to."""

    def __init__(self, filiere: Filiere, *, par: Any, raison: str, tout: bool) -> None:
        self.filiere, self.par, self.raison, self.tout = filiere, par, raison, tout
        self.copies: dict[tuple[type, int], Any] = {}

    def copier(self, origine: Filiere) -> None:
        for chaine in origine.chaines.all():
            self._ligne(chaine)
        if not self.copies:
            self._ecrire(Chaine(filiere=self.filiere, nom=PREMIERE_CHAINE, ordre=1))
        sans = () if self.tout else _FIGURES[Maillon]
        for maillon in origine.maillons.order_by("pk"):
            self._ligne(maillon, sans=sans)
        for besoin in BesoinMaillon.objects.filter(maillon__filiere=origine).order_by("pk"):
            self._ligne(besoin, sans=() if self.tout else ("couvert",))
        if self.tout:
            for position in Position.objects.filter(maillon__filiere=origine).order_by("pk"):
                self._ligne(position)
            for gisement in origine.gisements.order_by("pk"):
                self._ligne(gisement)
        flux = origine.flux.order_by("pk")
        for f in flux if self.tout else flux.filter(gisement=None):
            self._ligne(f, sans=() if self.tout else _FIGURES[Flux])

    def _ligne(self, ligne: Any, *, sans: tuple[str, ...] = ()) -> None:
        modele = type(ligne)
        copie = modele()
        for champ in modele._meta.concrete_fields:
            if champ.name in _PROPRES or champ.name in sans:
                continue
            valeur = getattr(ligne, champ.attname)
            cible = champ.remote_field.model if champ.remote_field else None
            if cible is Filiere:
                valeur = self.filiere.pk
            elif cible in _SUIVIS and valeur is not None:
                lie = self.copies.get((cible, valeur))
                valeur = lie.pk if lie else None
            setattr(copie, champ.attname, valeur)
        if isinstance(copie, Position):
            copie.auteur = self.par
        self.copies[modele, ligne.pk] = self._ecrire(copie)

    def _ecrire(self, copie: Any) -> Any:
        signer(copie, par=self.par, raison=self.raison)
        copie.save()
        return copie


_PROPRES = {"id", "reference", "version", "cree_le", "modifie_le", "auteur"}
"""Columns a copy has of its own."""
_SUIVIS = {Chaine, Maillon, Position, Gisement}
_FIGURES: dict[type[Versionne], tuple[str, ...]] = {
    Maillon: (
        "capacite", "unite", "annee_capacite", "rendement", "statut_declare",
        "achats_exterieurs", "note",
    ),
    Flux: (
        "volume", "bas", "haut", "unite", "annee", "masse_unitaire_kg", "prix", "distance_km",
        "position_depart", "position_arrivee", "certitude", "source",
    ),
}  # fmt: skip
"""What belongs to the other territory, not to the skeleton."""


@transaction.atomic
def decrire(
    *, filiere: Filiere, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> Filiere:
    """Change the description; an archived filière must be opened again first.

    Raises:
        ConflitDEdition: somebody saved the settings since ``version_attendue``.
        ValidationError: a value is not right.
    """
    from filieres.services.ecriture import modifier

    decrite: Filiere = modifier(
        filiere, champs=champs, par=par, version_attendue=version_attendue, raison="Réglages"
    )
    return decrite


@transaction.atomic
def partager(*, filiere: Filiere, visibilite: str, par: Any) -> Filiere:
    """Say who may read it; closing to members makes the reading link another one.

    Raises:
        ValidationError: unknown word, or an example.
    """
    actuelle = _verrouiller(filiere)
    if visibilite == Filiere.Visibilite.MEMBRES:
        actuelle.jeton = jeton_filiere()
    actuelle.visibilite = visibilite
    return _signer_et_ecrire(actuelle, par, "Partage")


@transaction.atomic
def renouveler_lien(*, filiere: Filiere, par: Any) -> Filiere:
    """Give the reading link another address: the old one stops working at once."""
    actuelle = _verrouiller(filiere)
    actuelle.jeton = jeton_filiere()
    return _signer_et_ecrire(actuelle, par, "Nouveau lien de lecture")


@transaction.atomic
def archiver(*, filiere: Filiere, par: Any, archive: bool = True) -> Filiere:
    """Close the filière to writing, or open it again; nothing is erased."""
    actuelle = _verrouiller(filiere)
    actuelle.statut = Filiere.Statut.ARCHIVEE if archive else Filiere.Statut.EN_COURS
    return _signer_et_ecrire(actuelle, par, "Archivage" if archive else "Réouverture")


def _verrouiller(filiere: Filiere) -> Filiere:
    if filiere.exemple:
        raise ValidationError("Un exemple documenté ne se règle pas.", code="fermee")
    return Filiere.verrouiller(filiere.pk, None)


def _signer_et_ecrire(filiere: Filiere, par: Any, raison: str) -> Filiere:
    filiere.full_clean()
    signer(filiere, par=par, raison=raison)
    filiere.save()
    return filiere


@transaction.atomic
def supprimer_filiere(*, filiere: Filiere, par: Any) -> None:
    """Erase a filière and all it holds, history included: nothing brings it back.

    Raises:
        ValidationError: an example.
    """
    if filiere.exemple:
        raise ValidationError("Un exemple documenté ne se supprime pas.", code="fermee")
    pk = filiere.pk
    maillons = list(Maillon.history.filter(filiere_id=pk).values_list("id", flat=True).distinct())
    filiere.delete()
    # Deleting writes one last line in each history: they go after it.
    for du_maillon in (Position.history, BesoinMaillon.history):
        du_maillon.filter(maillon_id__in=maillons).delete()
    for de_la_filiere in (Chaine, Maillon, Gisement, Flux, Hypothese):
        de_la_filiere.history.filter(filiere_id=pk).delete()
    Filiere.history.filter(id=pk).delete()


def mesurer_pertes(filiere: Filiere) -> list[str]:
    """Say what a deletion would take away."""
    from socle.templatetags.composants import compte

    return [
        compte(nombre, mots)
        for nombre, mots in (
            (filiere.maillons.count(), "maillon"),
            (Position.objects.filter(maillon__filiere=filiere).count(), "position d’acteur,positions d’acteurs"),
            (filiere.gisements.count(), "gisement"),
            (filiere.flux.count(), "flux,flux"),
            (filiere.hypotheses.count(), "hypothèse"),
        )
        if nombre
    ]  # fmt: skip
