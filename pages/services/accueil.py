"""The signed-in home page: tasks, démarches, current territory, first steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Prefetch
from django.urls import reverse

from acteurs.models import Acteur
from comptes.models import Organisation, Utilisateur
from diagnostics.models import Diagnostic, Phase
from pages.services.tache import Tache
from pages.services.taches import lister_taches, peut_ecrire
from territoires.dessin import CarteDessinee, dessiner_carte
from territoires.models import Territoire

DEMARCHES_MAX: Final = 5
"""Démarches listed on the home page; the others are one click away."""
LARGEUR_CARTE: Final = 400
"""Width of the territory's map, in CSS pixels: the column it stands in."""


@dataclass(frozen=True)
class Apercu:
    """The territory the user works on: map and three figures."""

    territoire: Territoire
    carte: CarteDessinee
    communes: int
    acteurs: int


@dataclass(frozen=True)
class Etape:
    """A first step of a newcomer."""

    titre: str
    texte: str
    fait: bool
    url: str
    action: str


@dataclass(frozen=True)
class Accueil:
    """Everything the page shows."""

    taches: list[Tache]
    demarches: list[Diagnostic]
    nombre_demarches: int
    apercu: Apercu | None
    etapes: list[Etape]
    """First steps; empty once the user takes part in a démarche."""
    a_completer: Diagnostic | None
    """Latest démarche where the user may write."""
    ecrit_des_acteurs: bool


def composer_accueil(utilisateur: Utilisateur, organisation: Organisation | None) -> Accueil:
    """Gather the home page of ``utilisateur``, in a constant number of queries."""
    demarches = mes_demarches(utilisateur)
    territoire = territoire_courant(organisation, demarches)
    return Accueil(
        taches=lister_taches(utilisateur, demarches),
        demarches=demarches[:DEMARCHES_MAX],
        nombre_demarches=len(demarches),
        apercu=_apercu(territoire) if territoire else None,
        etapes=[] if demarches else _premiers_pas(organisation, territoire),
        a_completer=next((d for d in demarches if peut_ecrire(d)), None),
        ecrit_des_acteurs=utilisateur.has_perm("acteurs.creer_acteur"),
    )


def mes_demarches(utilisateur: Utilisateur) -> list[Diagnostic]:
    """Return the démarches of ``utilisateur`` that are not archived, latest change first.

    Each has its territory, its phases and ``mon_role``, in two queries.
    """
    return list(
        Diagnostic.objects.de(utilisateur)
        .exclude(statut=Diagnostic.Statut.ARCHIVE)
        .annotate(mon_role=F("membres__role"))
        .select_related("territoire")
        .prefetch_related(Prefetch("phases", Phase.objects.order_by("ordre")))
        .order_by("-modifie_le")
    )


def territoire_courant(
    organisation: Organisation | None, demarches: Sequence[Diagnostic]
) -> Territoire | None:
    """Return where the user works: home territory, else latest adopted, else of a démarche."""
    if organisation:
        if organisation.territoire_id:
            return organisation.territoire
        adopte = (
            Territoire.objects.adoptes_par(organisation).order_by("-adoptions__cree_le").first()
        )
        if adopte:
            return adopte
    return demarches[0].territoire if demarches else None


def _apercu(territoire: Territoire) -> Apercu:
    return Apercu(
        territoire,
        dessiner_carte(territoire, largeur=LARGEUR_CARTE, voisines=False),
        communes=territoire.liens.count(),
        acteurs=Acteur.objects.publies().dans(territoire).count(),
    )


def _premiers_pas(organisation: Organisation | None, territoire: Territoire | None) -> list[Etape]:
    """The three steps that lead a newcomer to a first démarche."""
    return [
        Etape(
            "Rejoindre une organisation",
            f"Vous travaillez pour {organisation.nom}."
            if organisation
            else "Collectivité, réseau ou structure : acceptez une invitation, ou créez la vôtre.",
            bool(organisation),
            reverse("comptes:organisation"),
            "Rejoindre ou créer",
        ),
        Etape(
            "Choisir un territoire",
            territoire.nom
            if territoire
            else "Commune, intercommunalité, pays ou périmètre composé par vous : il sera dessiné "
            "et chiffré aussitôt.",
            territoire is not None,
            reverse("territoires:liste"),
            "Chercher un territoire",
        ),
        Etape(
            "Ouvrir une démarche",
            "Une question, un territoire, des personnes : la matrice, les acteurs et le rapport "
            "viennent avec.",
            False,
            reverse("diagnostics:creer"),
            "Ouvrir une démarche",
        ),
    ]
