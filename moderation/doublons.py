"""Entries that look like an actor somebody proposes, shown in front of the proposal."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from acteurs.models import Acteur
from acteurs.services.references import survivants
from moderation.models import Contribution, DoublonPossible
from moderation.ressemblances import POIDS, SEUIL, Apercu, cle_de_site, comparer
from moderation.services.decisions import fiche_creee_par
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
    raisons: str


def compter_semblables(contributions: Iterable[Contribution]) -> dict[int, int]:
    """Return how many live entries have the same SIRET, or name and commune; two queries for all."""
    nouvelles = [c for c in contributions if c.acteur_id is None and c.attend]
    condition = Q()
    for contribution in nouvelles:
        condition |= _pareils(contribution)
    if not condition:
        return {}
    trouves = list(
        Acteur.objects.filter(condition)
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .values_list("pk", "nom_seul", "commune_id", "siret")
    )
    reunies = survivants("siret", (_identite(c)[2] for c in nouvelles))
    comptes = {}
    for contribution in nouvelles:
        nom, commune, siret = _identite(contribution)
        pareils = {
            pk for pk, n, c, s in trouves if (n, c) == (nom, commune) or bool(siret and s == siret)
        }
        gardee = reunies.get(siret)
        comptes[contribution.pk] = len(pareils | ({gardee.pk} if gardee else set()))
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
    propose = _apercu(contribution)
    condition = _pareils(contribution)
    if propose.siren:
        condition |= Q(siren=propose.siren)
    if propose.rna:
        condition |= Q(rna=propose.rna)
    if propose.commune_id:
        condition |= Q(commune=propose.commune_id) & _proches(propose)
    surs = _surs(contribution, propose)
    lus = (
        Acteur.objects.filter(condition)
        .exclude(pk__in=[c.acteur.pk for c in surs])
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .select_related("type", "sous_type", "commune")[:LUS_MAX]
    )
    notes = [
        (score, Candidat(acteur, _dire(raisons)))
        for acteur in lus
        for score, raisons in [_comparer(propose, acteur)]
        if score >= SEUIL
    ]
    notes.sort(key=lambda paire: (-paire[0], paire[1].acteur.nom_seul))
    return [*surs, *(candidat for _, candidat in notes)][:MONTRES_MAX]


def _surs(contribution: Contribution, propose: Apercu) -> list[Candidat]:
    """Return the entries that are this actor for sure: a number that joined them, made of it once."""
    trouvees: dict[int, Candidat] = {}
    premiere = fiche_creee_par(contribution)
    if premiere is not None and premiere.statut != Acteur.Statut.ARCHIVE:
        trouvees[premiere.pk] = Candidat(premiere, "Déjà publiée d’après cette proposition")
    for colonne, mot in (("siret", "SIRET"), ("rna", "Numéro RNA")):
        numero = getattr(propose, colonne)
        gardee = survivants(colonne, [numero]).get(numero)
        if gardee is not None:
            candidat = Candidat(gardee, f"{mot} d’une fiche réunie à celle-ci")
            trouvees.setdefault(gardee.pk, candidat)
    return list(trouvees.values())


def _dire(raisons: list[str]) -> str:
    """Say reasons in one line: « Même nom, même commune »."""
    dites = [str(DoublonPossible.Raison(raison).label) for raison in raisons]
    return ", ".join([*dites[:1], *(f"{mot[0].lower()}{mot[1:]}" for mot in dites[1:])])


def _proches(propose: Apercu) -> Q:
    """Return what is worth comparing in the commune: a word of the name, the site."""
    condition = Q(nom_seul=propose.nom_seul)
    mots = [m for m in propose.nom_seul.split() if len(m) >= COURT and m not in BANALS]
    for mot in mots[:4]:
        condition |= Q(nom_seul__contains=mot)
    if site := cle_de_site(propose.site_web):
        condition |= Q(site_web__icontains=site)
    return condition


def _apercu(contribution: Contribution) -> Apercu:
    nom, commune, siret = _identite(contribution)

    def valeur(champ: str) -> str:
        return str(contribution.valeurs.get(champ, ""))

    return Apercu(
        0, nom, siret, valeur("siren") or siret[:9], valeur("rna"), commune, valeur("adresse"),
        valeur("site_web"), valeur("contact_public"), Acteur.Origine.SAISIE, True,
    )  # fmt: skip


def _comparer(propose: Apercu, acteur: Acteur) -> tuple[int, list[str]]:
    score, raisons = comparer(propose, Apercu(*(getattr(acteur, c) for c in Apercu._fields)))
    if (
        propose.commune_id
        and acteur.commune_id == propose.commune_id
        and not {"nom", "nom_proche"} & set(raisons)
        and SequenceMatcher(None, acteur.nom_seul, propose.nom_seul).ratio() >= PROCHE
    ):
        return score + POIDS["nom_proche"], ["nom_proche", *raisons]
    return score, raisons
