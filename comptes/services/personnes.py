"""What is held on people: which processings, and where somebody's name or address is found.

Every application registers its own (from its ``AppConfig.ready``): what it keeps on people and
why (``declarer_traitement``), and how to find somebody there (``enregistrer_recherche``). The
public page on personal data prints the first; the search for one person asks the second, each
of which answers only what the reader may already see.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.db.models import Q

from socle.texte import normaliser

LONGUEUR_MIN: Final = 3
"""Letters below which nobody is looked for."""
PAR_REGISTRE: Final = 50
"""Findings shown of one place."""


# ── The register of processings ─────────────────────────────────────────────
@dataclass(frozen=True)
class Traitement:
    """One processing of personal data, as the register of the platform says it.

    Attributes:
        cle: its key.
        nom: what it is.
        finalite: what it is for.
        base: legal basis.
        personnes: whose data.
        donnees: which data.
        lecteurs: who reads them.
        duree: how long they are kept.
        champs: « app.Model.field » of everything personal it stores, which the tests plant
            with markers and look for in every public page.
        ordre: lower comes first on the page.
    """

    cle: str
    nom: str
    finalite: str
    base: str
    personnes: str
    donnees: str
    lecteurs: str
    duree: str
    champs: tuple[str, ...]
    ordre: int = 100


_traitements: dict[str, Traitement] = {}


def declarer_traitement(traitement: Traitement) -> None:
    """Add (or replace) a processing in the register."""
    _traitements[traitement.cle] = traitement


def registre() -> list[Traitement]:
    """Return the register, in order."""
    return sorted(_traitements.values(), key=lambda t: (t.ordre, t.nom))


# ── Looking for one person ──────────────────────────────────────────────────
@dataclass(frozen=True)
class Trouvaille:
    """Something held on somebody, where it is, and until when."""

    ou: str
    quoi: dict[str, str]
    url: str
    jusqu_au: str = ""
    effacement: str = ""
    """Address that erases it when posted to; empty: it is done on its own page."""


Recherche = Callable[[Any, str], Iterable[Trouvaille]]


@dataclass
class Resultat:
    """What one place holds on somebody."""

    libelle: str
    trouvailles: list[Trouvaille] = field(default_factory=list)
    davantage: bool = False
    """Whether more was found than is shown."""


_recherches: dict[str, tuple[str, Recherche]] = {}


def enregistrer_recherche(cle: str, libelle: str, recherche: Recherche) -> None:
    """Add (or replace) a place where people are looked for."""
    _recherches[cle] = (libelle, recherche)


def chercher_personne(*, utilisateur: Any, texte: str) -> list[Resultat]:
    """Return what is held on somebody, by name or address, and that this user may see."""
    texte = " ".join(texte.replace("\x00", "").split())
    if len(normaliser(texte).replace(" ", "")) < LONGUEUR_MIN:
        return []
    resultats = []
    for libelle, recherche in _recherches.values():
        trouvailles = list(islice(recherche(utilisateur, texte), PAR_REGISTRE + 1))
        if trouvailles:
            resultats.append(
                Resultat(libelle, trouvailles[:PAR_REGISTRE], len(trouvailles) > PAR_REGISTRE)
            )
    return resultats


def correspond(texte: str, *valeurs: str) -> bool:
    """Whether these values hold every word of ``texte``, accents and case aside."""
    contenu = normaliser(" ".join(valeurs))
    return all(mot in contenu for mot in normaliser(texte).split())


def contenant(texte: str, *champs: str) -> Q:
    """Return « one of these columns holds the whole text », whatever its case, é and É alike."""
    ecritures = {texte, texte.lower(), texte.upper(), texte.title()}
    condition = Q(pk__in=[])
    for champ in champs:
        for ecriture in ecritures:
            condition |= Q(**{f"{champ}__icontains": ecriture})
    return condition


def extrait(texte: str, contenu: str, autour: int = 60) -> str:
    """Return the words around the first place where ``texte`` stands in ``contenu``."""
    debut = contenu.casefold().find(texte.casefold())
    debut = max(debut, 0)
    coupe = contenu[max(0, debut - autour) : debut + len(texte) + autour]
    avant = "…" if debut > autour else ""
    apres = "…" if debut + len(texte) + autour < len(contenu) else ""
    return f"{avant}{' '.join(coupe.split())}{apres}"


# ── What accounts hold ──────────────────────────────────────────────────────
def chercher_membres(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """People of the user's organisations; their addresses for who administers them."""
    from django.urls import reverse

    from comptes.models import Adhesion, Role

    roles = dict(utilisateur.adhesions.values_list("organisation", "role"))
    adhesions = Adhesion.objects.select_related("utilisateur", "organisation").order_by("pk")
    if not utilisateur.is_superuser:
        adhesions = adhesions.filter(organisation__in=roles)
    for adhesion in adhesions.iterator():
        personne = adhesion.utilisateur
        administre = roles.get(adhesion.organisation_id) == Role.ADMINISTRATEUR
        email = personne.email if administre or utilisateur.is_superuser else ""
        if correspond(texte, str(personne), email):
            yield Trouvaille(
                adhesion.organisation.nom,
                {
                    "Nom affiché": str(personne),
                    "Adresse électronique": email,
                    "Rôle": adhesion.get_role_display(),
                },
                reverse("comptes:fiche_organisation", args=[adhesion.organisation.reference]),
                "tant que le compte existe",
            )


def chercher_invitations(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """People invited to the organisations the user administers."""
    from django.urls import reverse

    from comptes.models import Invitation, Role

    invitations = Invitation.objects.select_related("organisation")
    if not utilisateur.is_superuser:
        siennes = utilisateur.adhesions.filter(role=Role.ADMINISTRATEUR).values("organisation")
        invitations = invitations.filter(organisation__in=siennes)
    for invitation in invitations.iterator():
        if correspond(texte, invitation.email):
            yield Trouvaille(
                invitation.organisation.nom,
                {"Adresse électronique": invitation.email},
                reverse("comptes:fiche_organisation", args=[invitation.organisation.reference]),
                "quatre-vingt-dix jours après la fin de l’invitation",
            )


def declarer_les_comptes() -> None:
    """Register what accounts keep on people."""
    enregistrer_recherche("membres", "Membres des organisations", chercher_membres)
    enregistrer_recherche("invitations", "Invitations dans les organisations", chercher_invitations)
    declarer_traitement(
        Traitement(
            "comptes",
            "Comptes et organisations",
            "Reconnaître chaque personne et contrôler ses droits.",
            "Contrat\u00a0: les conditions d’usage de la plateforme.",
            "Les personnes qui ont un compte.",
            "Nom affiché, adresse électronique, mot de passe chiffré, organisations et rôles.",
            "La personne, les membres de ses organisations et de ses démarches.",
            "Jusqu’à la suppression du compte par la personne\u00a0; trente jours si l’adresse "
            "n’est jamais confirmée.",
            ("comptes.Utilisateur.nom", "comptes.Utilisateur.email", "account.EmailAddress.email"),
            ordre=10,
        )
    )
    declarer_traitement(
        Traitement(
            "invitations",
            "Invitations dans une organisation",
            "Faire entrer une personne dans l’organisation qui l’invite.",
            "Intérêt légitime de l’organisation.",
            "Les personnes invitées.",
            "Adresse électronique, rôle proposé.",
            "Les personnes qui administrent l’organisation, la personne invitée.",
            "Quatorze jours de validité, effacée quatre-vingt-dix jours plus tard.",
            ("comptes.Invitation.email",),
            ordre=15,
        )
    )
    declarer_traitement(
        Traitement(
            "connexions",
            "Sessions ouvertes",
            "Permettre à chacun et chacune de reconnaître un accès qui n’est pas le sien.",
            "Intérêt légitime\u00a0: la sécurité des comptes.",
            "Les personnes connectées.",
            "Adresse IP et navigateur de chaque session.",
            "La personne elle-même.",
            "Deux semaines, le temps d’une session.",
            ("usersessions.UserSession.user_agent",),
            ordre=20,
        )
    )
