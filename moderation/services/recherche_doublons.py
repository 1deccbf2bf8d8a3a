"""Looking for entries that may be one actor: the whole directory, département by département.

Readers and writers are not made to wait: rows are read a département at a time, pairs written
in short transactions, and the work goes on from where it was when its worker is killed. What
people decided (« deux acteurs distincts ») is never asked again; pairs that look alike no
more are forgotten at the end.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from acteurs.models import Acteur
from acteurs.services.revision import lire_revision
from moderation.models import DoublonPossible, RechercheDoublons
from moderation.ressemblances import (
    SEUIL,
    Apercu,
    cle_de_courriel,
    cle_de_nom,
    cle_de_site,
    cle_de_telephone,
    comparer,
)
from socle.travaux import Suivi, lancer_travail
from territoires.models import Departement

GROUPE_MAX: Final = 12
"""Entries that share a key: more of them share a federation's site or a common name."""
LOT: Final = 2_000
CANDIDATS_MAX: Final = 10
GARDE: Final = timedelta(days=90)
Paires = dict[tuple[int, int], tuple[int, list[str]]]


def launch_recherche(*, par: Any = None) -> RechercheDoublons:
    """Queue a look at the whole directory; one under way is returned instead."""
    en_cours = RechercheDoublons.objects.filter(
        etat__in=[RechercheDoublons.Etat.EN_ATTENTE, RechercheDoublons.Etat.EN_COURS]
    ).first()
    if en_cours:
        return en_cours
    with transaction.atomic():
        travail = RechercheDoublons.objects.create(demandeur=par)
        lancer_travail(travail)
    return travail


def search_at_night() -> bool:
    """Queue a look when the directory changed since the last one."""
    derniere = RechercheDoublons.objects.filter(etat=RechercheDoublons.Etat.TERMINE).first()
    if derniere and derniere.bilan.get("revision") == lire_revision():
        return False
    RechercheDoublons.objects.filter(termine_le__lt=timezone.now() - GARDE).delete()
    launch_recherche()
    return True


def execute_recherche(travail: RechercheDoublons, suivi: Suivi) -> None:
    """Look for pairs everywhere; see the module."""
    etapes = [*_departements(), "identites", "contacts"]
    travail.avancement.setdefault("revision", lire_revision())
    for rang, etape in enumerate(etapes):
        if rang < travail.avancement.get("faites", 0):
            continue
        paires = _ETAPES.get(etape, _dans_un_departement)(etape)
        with transaction.atomic():
            _ecrire(paires, travail.pk)
            travail.avancement["faites"] = rang + 1
            travail.avancement["vues"] = travail.avancement.get("vues", 0) + len(paires)
            travail.save(update_fields=["avancement", "modifie_le"])
            suivi("Comparaison des fiches", min(99, 100 * (rang + 1) // len(etapes)))
    with transaction.atomic():
        DoublonPossible.objects.filter(
            etat=DoublonPossible.Etat.A_EXAMINER, recherche__lt=travail.pk
        ).delete()
        travail.bilan = {
            "paires": DoublonPossible.objects.a_examiner().count(),
            "revision": travail.avancement["revision"],
        }
        travail.save(update_fields=["bilan", "modifie_le"])


def candidats_de(acteur: Acteur) -> list[tuple[Acteur, int, list[str]]]:
    """Return the entries that look like this one (entry, score, reasons), likeliest first.

    Nothing is written. Those that people said distinct are left out.
    """
    sien = _apercus(Acteur.objects.filter(pk=acteur.pk))[0]
    condition = Q(nom_seul=sien.nom_seul)
    if sien.commune_id:
        condition |= Q(commune=sien.commune_id)
    for champ in ("siren", "rna", "site_web", "contact_public"):
        if valeur := getattr(sien, champ):
            condition |= Q(**{champ: valeur})
    distincts = DoublonPossible.objects.de(acteur).filter(etat=DoublonPossible.Etat.DISTINCTS)
    ecartes = {pk for paire in distincts.values_list("premier", "second") for pk in paire}
    trouves = {
        autre.id: (score, raisons)
        for autre in _apercus(_vivants().filter(condition).exclude(pk=acteur.pk))
        if autre.id not in ecartes
        for score, raisons in [comparer(sien, autre)]
        if score >= SEUIL
    }
    lus = Acteur.objects.select_related("commune", "type", "sous_type").in_bulk(trouves)
    candidats = [(lus[pk], score, raisons) for pk, (score, raisons) in trouves.items()]
    return sorted(candidats, key=lambda c: (-c[1], c[0].pk))[:CANDIDATS_MAX]


# ── Where they are looked for ───────────────────────────────────────────────
def _departements() -> list[str]:
    return [*Departement.objects.order_by("code").values_list("code", flat=True), ""]


def _vivants() -> Any:
    return Acteur.objects.exclude(statut=Acteur.Statut.ARCHIVE).order_by()


def _apercus(acteurs: Any) -> list[Apercu]:
    return [Apercu(*valeurs) for valeurs in acteurs.values_list(*Apercu._fields)]


def _dans_un_departement(code: str) -> Paires:
    """Entries of one commune whose names are the same, or nearly."""
    lieu = Q(commune__departement=code) if code else Q(commune=None)
    lus = _apercus(_vivants().filter(lieu))
    return _paires_de(_groupes(lus, lambda a: (a.commune_id, cle_de_nom(a.nom_seul))))


def _identites(_: str) -> Paires:
    """Entries with the same RNA number; those without SIRET of a legal unit we know otherwise."""
    rnas = _vivants().exclude(rna="").values("rna").annotate(n=Count("pk")).filter(n__gt=1)
    memes = _apercus(_vivants().filter(rna__in=rnas.values("rna")))
    paires = _paires_de(_groupes(memes, lambda a: a.rna))
    seuls = _vivants().filter(siret="").exclude(siren="")
    unites = _apercus(_vivants().filter(siren__in=seuls.values("siren")))
    return paires | _paires_de(_groupes(unites, lambda a: a.siren), sauf_deux_sirets=True)


def _contacts(_: str) -> Paires:
    """Entries with the same phone, mail or site."""
    ecrits = _vivants().exclude(site_web="", contact_public="")
    lus = _apercus(ecrits)
    paires: Paires = {}
    for cle in (
        lambda a: cle_de_site(a.site_web),
        lambda a: cle_de_telephone(a.contact_public),
        lambda a: cle_de_courriel(a.contact_public),
    ):
        paires |= _paires_de(_groupes(lus, cle))
    return paires


_ETAPES: dict[str, Callable[[str], Paires]] = {"identites": _identites, "contacts": _contacts}


def _groupes(
    lus: Iterable[Apercu], cle: Callable[[Apercu], Hashable]
) -> Iterator[Sequence[Apercu]]:
    """Return the entries that share a key, when they are neither alone nor too many."""
    par_cle: dict[Hashable, list[Apercu]] = defaultdict(list)
    for lu in lus:
        if valeur := cle(lu):
            par_cle[valeur].append(lu)
    return (g for g in par_cle.values() if 1 < len(g) <= GROUPE_MAX)


def _paires_de(groupes: Iterable[Sequence[Apercu]], *, sauf_deux_sirets: bool = False) -> Paires:
    paires: Paires = {}
    for groupe in groupes:
        for a, b in combinations(sorted(groupe), 2):
            if a.id == b.id or (sauf_deux_sirets and a.siret and b.siret):
                continue
            score, raisons = comparer(a, b)
            if score >= SEUIL:
                paires[a.id, b.id] = (score, raisons)
    return paires


def _ecrire(paires: Paires, recherche: int) -> None:
    """Write the pairs; what was decided of those we know stays."""
    maintenant = timezone.now()
    lignes = [
        DoublonPossible(
            premier_id=a,
            second_id=b,
            score=score,
            raisons=raisons,
            recherche=recherche,
            modifie_le=maintenant,
        )
        for (a, b), (score, raisons) in paires.items()
    ]
    DoublonPossible.objects.bulk_create(
        lignes,
        batch_size=LOT,
        update_conflicts=True,
        unique_fields=["premier", "second"],
        update_fields=["score", "raisons", "recherche", "modifie_le"],
    )
