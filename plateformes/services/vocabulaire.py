"""The catalogue's shared words: functions, audiences, services that platforms replace.

Networks complete them, rename them, join two that say the same, take out those nobody uses.
A word taken out leaves a row behind (``MotRetire``): loading the reference content does not bring
it back, and a word joined to another still leads there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify

from plateformes.models import (
    PUBLIQUES,
    Fonction,
    MotRetire,
    Plateforme,
    Proposition,
    Public,
    ServiceCapitalistique,
    Vocabulaire,
)
from plateformes.services.histoire import noter_depart, signer
from plateformes.services.lots import relire_entrees
from socle.texte import normaliser


@dataclass(frozen=True)
class Genre:
    """One of the vocabularies."""

    code: str
    titre: str
    mot: str
    modele: Any
    liste: str
    """The list of an entry that holds its words."""
    facette: str
    """Its name in the addresses of the public list."""


GENRES: dict[str, Genre] = {
    genre.code: genre
    for genre in (
        Genre("fonctions", "Fonctions", "fonction", Fonction, "fonctions", "fonction"),
        Genre("publics", "Publics", "public", Public, "publics", "public"),
        Genre(
            "services",
            "Services capitalistiques",
            "service",
            ServiceCapitalistique,
            "alternatives",
            "alternative",
        ),
    )
}


# ── Reading ─────────────────────────────────────────────────────────────────
def compter_mots(genre: Genre) -> models.QuerySet[Any]:
    """Return the words of a vocabulary with how many entries hold each, and how many public ones."""
    return genre.modele.objects.annotate(
        nombre=Count("plateformes", distinct=True),
        publiees=Count("plateformes", filter=Q(plateformes__statut__in=PUBLIQUES), distinct=True),
    ).order_by("ordre", "nom")


def mots_retires(genre: Genre) -> models.QuerySet[MotRetire]:
    """Return the words taken out of a vocabulary, the last first."""
    return MotRetire.objects.filter(genre=genre.code).order_by("-retire_le")


def mots_par_code(genre: Genre) -> dict[str, Any]:
    """Return code → word, the codes of words joined to another included."""
    mots = {mot.pk: mot for mot in genre.modele.objects.all()}
    for retire in mots_retires(genre).exclude(remplace_par=""):
        if retire.code not in mots and retire.remplace_par in mots:
            mots[retire.code] = mots[retire.remplace_par]
    return mots


def suivre_codes(choix: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], str]:
    """Return (facet, old code) → code of the word it was joined to; one query."""
    genres = {genre.facette: genre.code for genre in GENRES.values()}
    voulus = {(genres[f], code): f for f, codes in choix.items() if f in genres for code in codes}
    if not voulus:
        return {}
    reunis = MotRetire.objects.exclude(remplace_par="").filter(
        genre__in={genre for genre, _ in voulus}, code__in={code for _, code in voulus}
    )
    return {
        (voulus[genre, code], code): vers
        for genre, code, vers in reunis.values_list("genre", "code", "remplace_par")
        if (genre, code) in voulus
    }


def successeur(genre: Genre, code: str) -> Any:
    """Return the word that took the place of an old code, or None."""
    retire = mots_retires(genre).filter(code=code).exclude(remplace_par="").first()
    return genre.modele.objects.filter(pk=retire.remplace_par).first() if retire else None


# ── Writing ─────────────────────────────────────────────────────────────────
def _exiger(par: Any) -> None:
    if not par.has_perm("plateformes.vocabulaire"):
        raise PermissionDenied


def _refuser_semblable(genre: Genre, nom: str, sauf: str = "") -> None:
    voulu = normaliser(nom)
    for mot in genre.modele.objects.exclude(pk=sauf):
        if normaliser(mot.nom) == voulu:
            raise ValidationError({"nom": f"Ce mot existe déjà\u00a0: {mot.nom}."})


@transaction.atomic
def ajouter_mot(*, genre: Genre, champs: dict[str, Any], par: Any) -> Any:
    """Add a word.

    Raises:
        PermissionDenied: not of a network.
        ValidationError: without a name, or said already.
    """
    _exiger(par)
    nom = champs["nom"].strip()
    _refuser_semblable(genre, nom)
    racine = slugify(nom.replace("œ", "oe").replace("’", "-"))[:50].strip("-") or genre.mot
    pris = {
        *genre.modele.objects.values_list("pk", flat=True),
        *mots_retires(genre).values_list("code", flat=True),
    }
    code, rang = racine, 1
    while code in pris:
        rang += 1
        code = f"{racine}-{rang}"
    dernier = genre.modele.objects.aggregate(m=models.Max("ordre"))["m"] or 0
    mot = genre.modele(
        code=code,
        nom=nom,
        description=champs.get("description", "").strip(),
        ordre=min(dernier + 10, 32_000),
    )
    mot.full_clean()
    signer(mot, par, "Mot ajouté")
    mot.save(force_insert=True)
    return mot


@transaction.atomic
def modifier_mot(
    *,
    genre: Genre,
    mot: Vocabulaire,
    champs: dict[str, Any],
    par: Any,
    version_attendue: int | None,
) -> Any:
    """Rename a word, describe it, move it; the entries that hold it are found by its new name.

    Raises:
        PermissionDenied, ValidationError: as ``ajouter_mot``.
        ConflitDEdition: somebody else changed it since ``version_attendue``.
    """
    _exiger(par)
    verrouille = genre.modele.verrouiller(mot.pk, version_attendue)
    noter_depart(verrouille)
    avant = (verrouille.nom, verrouille.description)
    _refuser_semblable(genre, champs["nom"], sauf=verrouille.pk)
    for nom in ("nom", "description", "ordre"):
        if nom in champs:
            setattr(verrouille, nom, champs[nom])
    verrouille.full_clean()
    signer(verrouille, par, "Mot modifié")
    verrouille.save()
    if (verrouille.nom, verrouille.description) != avant:
        relire_entrees(list(verrouille.plateformes.values_list("pk", flat=True)))
    return verrouille


@transaction.atomic
def reunir_mots(*, genre: Genre, ancien: Vocabulaire, vers: Vocabulaire, par: Any) -> int:
    """Join a word to another: entries and proposals that hold the first hold the second.

    Each entry changed gets its line of history. Returns how many entries changed.

    Raises:
        PermissionDenied: not of a network.
        ValidationError: a word and itself.
    """
    _exiger(par)
    if ancien.pk == vers.pk:
        raise ValidationError("Choisissez un autre mot.")
    modele = genre.modele
    ancien = modele.objects.select_for_update().get(pk=ancien.pk)
    vers = modele.objects.select_for_update().get(pk=vers.pk)
    cles = _reporter_liens(genre, ancien, vers)
    relire_entrees(
        cles, par=par, raison=f"Vocabulaire\u00a0: « {ancien.nom} » réuni à « {vers.nom} »"
    )
    _suivre_propositions(genre, ancien.pk, vers.pk)
    MotRetire.objects.filter(genre=genre.code, remplace_par=ancien.pk).update(remplace_par=vers.pk)
    _retirer(genre, ancien, par, remplace_par=vers.pk)
    return len(cles)


def _reporter_liens(genre: Genre, ancien: Any, vers: Any) -> list[int]:
    """Let entries hold a word in place of another; return their keys."""
    tenues = Plateforme.objects.select_for_update().filter(**{genre.liste: ancien}).order_by("pk")
    cles = [entree.pk for entree in tenues.only("pk")]
    liste: Any = getattr(Plateforme, genre.liste)
    mot = liste.field.m2m_reverse_field_name()
    liens = liste.through.objects.filter(**{mot: ancien})
    # Taken away and written again rather than updated: the list in memory watches new keys.
    deja = set(
        liste.through.objects.filter(**{mot: vers}, plateforme__in=liens.values("plateforme"))
        .order_by()
        .values_list("plateforme", flat=True)
    )
    liens.delete()
    liste.through.objects.bulk_create(
        [
            liste.through(plateforme_id=cle, **{f"{mot}_id": vers.pk})
            for cle in cles
            if cle not in deja
        ],
        batch_size=500,
    )
    return cles


def _suivre_propositions(genre: Genre, ancien: str, vers: str) -> None:
    """Let proposals that wait say the new word."""
    attendues = Proposition.objects.select_for_update().filter(etat=Proposition.Etat.ATTENTE)
    for proposition in attendues:
        change = False
        for cote in (proposition.valeurs, proposition.base):
            if ancien in cote.get(genre.liste, ()):
                cote[genre.liste] = sorted({vers if c == ancien else c for c in cote[genre.liste]})
                change = True
        if change:
            proposition.save()


@transaction.atomic
def retirer_mot(*, genre: Genre, mot: Vocabulaire, par: Any) -> None:
    """Take out a word nobody uses.

    Raises:
        PermissionDenied: not of a network.
        ValidationError: entries, or proposals that wait, hold it.
    """
    _exiger(par)
    verrouille = genre.modele.objects.select_for_update().get(pk=mot.pk)
    if n := verrouille.plateformes.count():
        raise ValidationError(
            f"{n} fiche{'s' if n > 1 else ''} porte{'nt' if n > 1 else ''} ce mot\u00a0: "
            "réunissez-le à un autre."
        )
    if any(
        verrouille.pk in proposition.valeurs.get(genre.liste, ())
        for proposition in Proposition.objects.filter(etat=Proposition.Etat.ATTENTE)
    ):
        raise ValidationError("Une proposition à examiner porte ce mot\u00a0: répondez-y d’abord.")
    _retirer(genre, verrouille, par)


def _retirer(genre: Genre, mot: Any, par: Any, remplace_par: str = "") -> None:
    noter_depart(mot)
    signer(mot, par, f"Réuni à {remplace_par}" if remplace_par else "Mot retiré")
    MotRetire.objects.update_or_create(
        genre=genre.code,
        code=mot.pk,
        defaults={"nom": mot.nom, "remplace_par": remplace_par, "retire_le": timezone.now()},
    )
    mot.delete()


@transaction.atomic
def remettre_mot(*, genre: Genre, retire: MotRetire, par: Any) -> Any:
    """Put back a word taken out; entries joined to another keep the other.

    Raises:
        PermissionDenied: not of a network.
        ValidationError: another word took its name, or nothing is known of it.
    """
    _exiger(par)
    ligne = genre.modele.history.filter(code=retire.code).order_by("-history_id").first()
    if ligne is None or genre.modele.objects.filter(pk=retire.code).exists():
        raise ValidationError("Ce mot ne peut pas être remis.")
    _refuser_semblable(genre, ligne.nom)
    mot = ligne.instance
    mot.version += 1
    mot.full_clean(validate_unique=False)
    signer(mot, par, "Mot remis")
    mot.save(force_insert=True)
    retire.delete()
    return mot
