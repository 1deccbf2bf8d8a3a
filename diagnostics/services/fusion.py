"""Duplicates: proposed by likeness of text, merged without losing anybody's vote or evidence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from diagnostics.models import Diagnostic, ElementMoff, Preuve, Voix
from diagnostics.services.elements import nettoyer
from diagnostics.services.historique import signer
from socle.texte import normaliser

SEUIL: Final = 0.45
"""Likeness (0–1) from which two statements are proposed as duplicates."""
SEUIL_LETTRES: Final = 0.6
"""Likeness of letters alone that counts: short French sentences share many by chance."""
_MOTS_VIDES: Final = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "ce",
        "ces",
        "cette",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "il",
        "ils",
        "l",
        "la",
        "le",
        "les",
        "leur",
        "ne",
        "nos",
        "notre",
        "on",
        "ou",
        "par",
        "pas",
        "peu",
        "plus",
        "pour",
        "qu",
        "que",
        "qui",
        "s",
        "sa",
        "sans",
        "se",
        "ses",
        "son",
        "sont",
        "sur",
        "trop",
        "un",
        "une",
        "y",
    ]
)


@dataclass(frozen=True)
class Traits:
    """What two texts are compared by: stems of the meaningful words, trigrams of letters."""

    racines: frozenset[str]
    trigrammes: frozenset[str]


def traits_de(texte: str) -> Traits:
    """Return what ``texte`` is compared by."""
    mots = normaliser(texte).split()
    bordes = [f"  {mot} " for mot in mots]
    return Traits(
        racines=frozenset(mot[:6] for mot in mots if mot not in _MOTS_VIDES),
        trigrammes=frozenset(m[i : i + 3] for m in bordes for i in range(len(m) - 2)),
    )


def proximite(un: Traits, autre: Traits) -> float:
    """Return how alike two texts are (see ``ressemblance``)."""
    ensemble = un.racines | autre.racines
    communs = len(un.racines & autre.racines) / len(ensemble) if ensemble else 0.0
    taille = len(un.trigrammes) + len(autre.trigrammes)
    lettres = 2 * len(un.trigrammes & autre.trigrammes) / taille if taille else 0.0
    return max(communs, lettres if lettres >= SEUIL_LETTRES else 0.0)


def ressemblance(un: str, autre: str) -> float:
    """Return how alike two texts are, from 0 to 1, whatever the order of their words.

    The better of two readings of the normalised texts: the share of meaningful
    words in common (Jaccard index on words cut at six letters, which folds
    plurals and feminines), and that of trigrams of letters (Sørensen–Dice
    index, for spelling variants), which counts from ``SEUIL_LETTRES``.
    """
    return proximite(traits_de(un), traits_de(autre))


def proposer_doublons(*, element: ElementMoff, limite: int = 5) -> list[ElementMoff]:
    """Return the active statements most like ``element``, the most alike first."""
    autres = (
        ElementMoff.objects.actifs()
        .filter(diagnostic=element.diagnostic_id)
        .exclude(pk=element.pk)
        .select_related("thematique")
    )
    siens = traits_de(element.texte)
    notes = [(proximite(siens, traits_de(autre.texte)), autre) for autre in autres]
    proches = sorted((n for n in notes if n[0] >= SEUIL), key=lambda n: (-n[0], n[1].pk))
    return [autre for _, autre in proches[:limite]]


@transaction.atomic
def fusionner(
    *,
    cible: ElementMoff,
    doublons: Iterable[ElementMoff],
    par: Any,
    texte: str = "",
) -> ElementMoff:
    """Merge ``doublons`` into ``cible``: authors, votes (one per person) and evidence are kept.

    The merged statements stay in the database with their own votes and
    evidence; the target receives copies, so that ``defusionner`` undoes it exactly.
    ``texte`` rewords the target on the way.

    Raises:
        ValidationError: nothing to merge, or a statement of another démarche or
            no longer active.
    """
    Diagnostic.objects.select_for_update().get(pk=cible.diagnostic_id)
    choisis = {d.pk for d in doublons} - {cible.pk}
    lignes = {
        e.pk: e
        for e in ElementMoff.objects.select_for_update()
        .actifs()
        .filter(diagnostic=cible.diagnostic_id, pk__in=choisis | {cible.pk})
        .order_by("pk")
    }
    if not choisis:
        raise ValidationError("Cochez au moins un énoncé à réunir avec celui-ci.", code="aucun")
    if len(lignes) != len(choisis) + 1:
        raise ValidationError(
            "Un de ces énoncés n’est plus dans la matrice\u00a0: rechargez la page et choisissez "
            "à nouveau.",
            code="absent",
        )
    cible = lignes.pop(cible.pk)
    for doublon in lignes.values():
        _reunir_auteurs(cible, doublon)
        _copier_voix(cible, doublon)
        _copier_preuves(cible, doublon, par)
        doublon.etat = ElementMoff.Etat.FUSIONNE
        doublon.fusionne_dans = cible
        doublon.version += 1
        signer(doublon, par=par, raison=f"Fusion dans «\u00a0{cible.texte[:60]}\u00a0»")
        doublon.save()
    if texte:
        cible.texte = nettoyer(texte)
    cible.version += 1
    signer(cible, par=par, raison=f"Fusion de {len(lignes) + 1} énoncés")
    cible.save()
    return cible


@transaction.atomic
def defusionner(*, element: ElementMoff, par: Any) -> ElementMoff:
    """Undo the merge of ``element``: it comes back, and the copies made on its target go.

    Raises:
        ValidationError: the statement is not merged, or its target is itself gone.
    """
    Diagnostic.objects.select_for_update().get(pk=element.diagnostic_id)
    element = ElementMoff.verrouiller(element.pk, None)
    cible = element.fusionne_dans
    if element.etat != ElementMoff.Etat.FUSIONNE or cible is None:
        raise ValidationError("Cet énoncé n’est pas fusionné.", code="etat")
    if cible.etat != ElementMoff.Etat.ACTIF:
        raise ValidationError(
            "L’énoncé qui le réunit n’est plus dans la matrice\u00a0: remettez-le d’abord.",
            code="cible",
        )
    Voix.objects.filter(element=cible, reprise_de=element).delete()
    for preuve in Preuve.objects.filter(element=cible, reprise_de=element):
        signer(preuve, par=par, raison="Séparation")
        preuve.delete()
    element.etat = ElementMoff.Etat.ACTIF
    element.fusionne_dans = None
    signer(element, par=par, raison="Séparation")
    element.save()
    cible.version += 1
    signer(cible, par=par, raison="Séparation")
    cible.save()
    return element


def _reunir_auteurs(cible: ElementMoff, doublon: ElementMoff) -> None:
    auteurs = set(doublon.coauteurs.values_list("pk", flat=True)) | {doublon.auteur_id}
    cible.coauteurs.add(*(pk for pk in auteurs if pk not in {None, cible.auteur_id}))


def _copier_voix(cible: ElementMoff, doublon: ElementMoff) -> None:
    deja = set(Voix.objects.filter(element=cible).values_list("utilisateur_id", "participant_id"))
    Voix.objects.bulk_create(
        [
            Voix(
                element=cible,
                utilisateur_id=voix.utilisateur_id,
                participant_id=voix.participant_id,
                nombre=voix.nombre,
                genre=voix.genre,
                reprise_de=doublon,
            )
            for voix in Voix.objects.filter(element=doublon)
            if (voix.utilisateur_id, voix.participant_id) not in deja
        ],
        ignore_conflicts=True,
    )


def _copier_preuves(cible: ElementMoff, doublon: ElementMoff, par: Any) -> None:
    def cle(p: Preuve) -> tuple:
        return (
            p.nature,
            p.sens,
            p.acteur_id,
            p.indicateur_id,
            p.entretien_id,
            p.passage_id,
            normaliser(p.texte),
            p.url,
        )

    deja = {cle(p) for p in cible.preuves.all()}
    for preuve in doublon.preuves.all():
        if cle(preuve) in deja:
            continue
        deja.add(cle(preuve))
        copie = Preuve(
            element=cible,
            nature=preuve.nature,
            sens=preuve.sens,
            acteur_id=preuve.acteur_id,
            indicateur_id=preuve.indicateur_id,
            entretien_id=preuve.entretien_id,
            passage_id=preuve.passage_id,
            texte=preuve.texte,
            url=preuve.url,
            auteur_id=preuve.auteur_id,
            reprise_de=doublon,
        )
        signer(copie, par=par, raison="Fusion")
        copie.save()
