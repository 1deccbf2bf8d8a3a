"""Changes that registers propose: accepted or refused by people who may change the entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from acteurs.models import Acteur, CategorieJuridique, PropositionOfficielle, Thematique
from acteurs.mots_des_champs import LIENS, Mots, en_mots, libelle_de, nommer_liens, ranger
from acteurs.rules import ECRIVENT, roles_de
from acteurs.services.fiches import CHAMPS_SAISIS, archive_acteur, update_acteur
from comptes.models import Organisation

Etat = PropositionOfficielle.Etat
Nature = PropositionOfficielle.Nature
SAISIS = {*CHAMPS_SAISIS, *LIENS}
TUS = {"lon", "lat", "statut"}
"""Fields told by others: the precision, the nature of the change."""


class ChangementImpossible(Exception):
    """The change cannot be made any more; the French message says why."""


@dataclass(frozen=True)
class Changement:
    """One field: its label, what the entry says now, what the register says, in words; its column."""

    libelle: str
    avant: str
    apres: str
    cle: str = ""


def propositions_de(utilisateur: Any) -> QuerySet[PropositionOfficielle]:
    """Return the proposals this user may decide on (those of entries it may change)."""
    attente = PropositionOfficielle.objects.filter(etat=Etat.A_EXAMINER).exclude(
        acteur__statut=Acteur.Statut.ARCHIVE
    )
    return _de(utilisateur, attente)


def propositions_decidees_de(utilisateur: Any) -> QuerySet[PropositionOfficielle]:
    """Return those that somebody decided, on entries this user may change."""
    return _de(utilisateur, PropositionOfficielle.objects.filter(decidee_le__isnull=False))


def _de(
    utilisateur: Any, propositions: QuerySet[PropositionOfficielle]
) -> QuerySet[PropositionOfficielle]:
    if utilisateur.is_superuser:
        return propositions
    siennes = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
    condition = Q(acteur__organisation__in=siennes)
    if any(
        role in ECRIVENT and nature == Organisation.Nature.RESEAU_ESS
        for role, nature in roles_de(utilisateur).values()
    ):
        condition |= ~Q(acteur__statut=Acteur.Statut.PROPOSE)
    return propositions.filter(condition)


def accept_proposition(*, proposition: PropositionOfficielle, par: Any) -> None:
    """Make the change, with its history row, and note who decided.

    Raises:
        ChangementImpossible: decided meanwhile, or a rule of the directory forbids it.
    """
    try:
        with transaction.atomic():
            proposition = _prendre(proposition)
            acteur = proposition.acteur
            if proposition.nature == Nature.FERMETURE:
                archive_acteur(acteur=acteur, par=par)
            else:
                _appliquer(acteur, proposition, par)
            _decider(proposition, Etat.ACCEPTEE, par)
    except (ValidationError, IntegrityError) as erreur:
        messages = getattr(erreur, "messages", ["la fiche a changé entre-temps."])
        raise ChangementImpossible(
            f"{proposition.acteur.nom}\u00a0: {' '.join(messages)}"
        ) from erreur


def refuse_proposition(*, proposition: PropositionOfficielle, par: Any) -> None:
    """Leave the entry as it is; the same facts will not be proposed again.

    Raises:
        ChangementImpossible: decided meanwhile.
    """
    with transaction.atomic():
        _decider(_prendre(proposition), Etat.REFUSEE, par)


def _prendre(proposition: PropositionOfficielle) -> PropositionOfficielle:
    prise = (
        PropositionOfficielle.objects.select_for_update(of=("self",))
        .select_related("acteur")
        .filter(pk=proposition.pk, etat=Etat.A_EXAMINER)
        .first()
    )
    if prise is None:
        raise ChangementImpossible(f"{proposition.acteur.nom}\u00a0: quelqu’un a déjà décidé.")
    return prise


def _decider(proposition: PropositionOfficielle, etat: str, par: Any) -> None:
    proposition.etat = etat
    proposition.decidee_par = par
    proposition.decidee_le = timezone.now()
    proposition.save()


def _appliquer(acteur: Acteur, proposition: PropositionOfficielle, par: Any) -> None:
    valeurs = {nom: apres for nom, (_, apres) in proposition.valeurs.items()}
    themes = valeurs.pop("thematiques", None)
    quoi = "Déménagement" if proposition.nature == Nature.DEMENAGEMENT else "Changement"
    registre = proposition.travail.get_source_display() if proposition.travail else "un registre"
    update_acteur(
        acteur=acteur,
        champs={n: v for n, v in valeurs.items() if n in SAISIS and n != "statut"},
        thematiques=None if themes is None else list(Thematique.objects.filter(pk__in=themes)),
        par=par,
        confirme=True,
        raison=f"{quoi} proposé par\u00a0: {registre}"[:100],
    )
    autres = {n: v for n, v in valeurs.items() if n not in SAISIS and n != "statut"}
    if autres:
        Acteur.objects.filter(pk=acteur.pk).update(**autres)


@dataclass(frozen=True)
class Officiel:
    """What registers say of an entry, beyond its own columns."""

    categorie: str
    """Legal category in words, '' when unknown."""
    en_attente: list[PropositionOfficielle]
    appliquees: list[PropositionOfficielle]
    """What a register changed without asking, most recent first."""


def lire_officiel(acteur: Acteur) -> Officiel:
    """Return what the page of an actor tells of registers: two queries at most."""
    categorie = ""
    if acteur.categorie_juridique:
        connue = CategorieJuridique.objects.filter(pk=acteur.categorie_juridique).first()
        categorie = str(connue or acteur.categorie_juridique)
    propositions = list(
        PropositionOfficielle.objects.filter(
            acteur=acteur, etat__in=[Etat.A_EXAMINER, Etat.ACCEPTEE]
        )
        .exclude(etat=Etat.ACCEPTEE, decidee_par__isnull=False)
        .order_by("-cree_le", "-pk")[:20]
    )
    return Officiel(
        categorie,
        [p for p in propositions if p.etat == Etat.A_EXAMINER],
        [p for p in propositions if p.etat == Etat.ACCEPTEE],
    )


# ── In words ────────────────────────────────────────────────────────────────
def dire_changements(
    propositions: Iterable[PropositionOfficielle],
) -> list[tuple[PropositionOfficielle, list[Changement]]]:
    """Return each proposal with its changes in words; links are fetched once for all."""
    propositions = list(propositions)
    mots = nommer_liens(
        paire
        for proposition in propositions
        for nom, (avant, apres) in proposition.valeurs.items()
        for paire in ((nom, avant), (nom, apres), (nom, _actuel(proposition, nom, avant)))
    )
    return [(p, list(_dire(p, mots))) for p in propositions]


def _actuel(proposition: PropositionOfficielle, nom: str, avant: Any) -> Any:
    """Return what the entry says now: it may have changed since the register was read."""
    return avant if nom == "thematiques" else getattr(proposition.acteur, nom, avant)


def _dire(proposition: PropositionOfficielle, mots: Mots) -> Iterable[Changement]:
    for nom in ranger(proposition.valeurs):
        avant, apres = proposition.valeurs[nom]
        if nom in TUS:
            continue
        avant_dit = en_mots(nom, _actuel(proposition, nom, avant), mots)
        apres_dit = en_mots(nom, apres, mots)
        if avant_dit != apres_dit:
            yield Changement(libelle_de(nom), avant_dit, apres_dit, nom)
