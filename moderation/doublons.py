"""Entries that look like an actor somebody proposes, shown in front of the proposal."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from django.db.models import Q

from acteurs.models import Acteur
from moderation.models import Contribution
from socle.texte import normaliser

PROCHE = 0.8
"""Likeness of two normalised names beyond which they may be one (0 to 1)."""
LUS_MAX = 60
MONTRES_MAX = 5
COURT = 4
BANALS = {"association", "cooperative", "comite", "centre", "maison", "societe", "atelier", "club"}


@dataclass(frozen=True)
class Candidat:
    """An entry, and why it may be the same actor."""

    acteur: Acteur
    raisons: tuple[str, ...]


def compter_semblables(contributions: Iterable[Contribution]) -> dict[int, int]:
    """Return how many live entries have the same SIRET, or name and commune; one query for all."""
    nouvelles = [c for c in contributions if c.acteur_id is None and c.attend]
    condition = Q()
    for contribution in nouvelles:
        condition |= _pareils(contribution)
    if not condition:
        return {}
    trouves = list(
        Acteur.objects.filter(condition)
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .values_list("nom_seul", "commune_id", "siret")
    )
    comptes = {}
    for contribution in nouvelles:
        nom, commune, siret = _identite(contribution)
        comptes[contribution.pk] = sum(
            (n, c) == (nom, commune) or bool(siret and s == siret) for n, c, s in trouves
        )
    return comptes


def _identite(contribution: Contribution) -> tuple[str, str | None, str]:
    valeurs = contribution.valeurs
    return (
        normaliser(str(valeurs.get("nom", "")))[:300],
        valeurs.get("commune_id"),
        str(valeurs.get("siret", "")),
    )


def _pareils(contribution: Contribution) -> Q:
    nom, commune, siret = _identite(contribution)
    condition = Q(nom_seul=nom, commune=commune)
    return condition | Q(siret=siret) if siret else condition


def chercher_candidats(contribution: Contribution) -> list[Candidat]:
    """Return the entries that may be the actor proposed, likeliest first, and why."""
    if contribution.acteur_id is not None or not contribution.attend:
        return []
    valeurs = contribution.valeurs
    nom, commune, siret = _identite(contribution)
    condition = _pareils(contribution)
    if siret:
        condition |= Q(siren=siret[:9])
    if valeurs.get("rna"):
        condition |= Q(rna=valeurs["rna"])
    mots = [m for m in nom.split() if len(m) >= COURT and m not in BANALS]
    if commune and mots:
        proche = Q()
        for mot in mots[:4]:
            proche |= Q(nom_seul__contains=mot)
        condition |= Q(commune=commune) & proche
    site = _hote(str(valeurs.get("site_web", "")))
    if commune and site:
        condition |= Q(commune=commune, site_web__icontains=site)
    lus = (
        Acteur.objects.filter(condition)
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .select_related("type", "sous_type", "commune")[:LUS_MAX]
    )
    notes = [
        (note, Candidat(acteur, raisons))
        for acteur in lus
        for note, raisons in [_comparer(contribution, acteur, nom, site)]
        if raisons
    ]
    notes.sort(key=lambda paire: (-paire[0], paire[1].acteur.nom_seul))
    return [candidat for _, candidat in notes[:MONTRES_MAX]]


def _comparer(
    contribution: Contribution, acteur: Acteur, nom: str, site: str
) -> tuple[float, tuple[str, ...]]:
    valeurs = contribution.valeurs
    raisons: list[tuple[float, str]] = []
    if valeurs.get("siret") and acteur.siret == valeurs["siret"]:
        raisons.append((4, "même SIRET"))
    elif valeurs.get("siret") and acteur.siren == valeurs["siret"][:9]:
        raisons.append((2, "même SIREN, autre établissement"))
    if valeurs.get("rna") and acteur.rna == valeurs["rna"]:
        raisons.append((3, "même numéro RNA"))
    meme_commune = acteur.commune_id == valeurs.get("commune_id")
    if acteur.nom_seul == nom:
        raisons.append((3 if meme_commune else 1, "même nom"))
    elif meme_commune and SequenceMatcher(None, acteur.nom_seul, nom).ratio() >= PROCHE:
        raisons.append((2, "nom proche"))
    if site and _hote(acteur.site_web) == site:
        raisons.append((2, "même site web"))
    contact = "".join(str(valeurs.get("contact_public", "")).split()).lower()
    if contact and "".join(acteur.contact_public.split()).lower() == contact:
        raisons.append((2, "même contact"))
    if raisons and meme_commune:
        raisons.append((0.5, "même commune"))
    return sum(note for note, _ in raisons), tuple(mot for _, mot in raisons)


def _hote(adresse: str) -> str:
    return (urlsplit(adresse).hostname or "").removeprefix("www.")
