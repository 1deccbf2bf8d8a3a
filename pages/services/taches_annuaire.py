"""What the directory asks for: proposals to examine, structures to answer."""

from collections.abc import Iterator

from django.urls import reverse

from acteurs.rules import ECRIVENT, ecrit_pour_un_reseau, roles_de
from comptes.models import Utilisateur
from moderation.gestes import compter_propositions
from moderation.models import TenueActeur
from pages.services.tache import Tache
from socle.typographie import accorder, ecrire_en_lettres


def propositions_a_examiner(utilisateur: Utilisateur) -> Iterator[Tache]:
    """What people and registers propose to the directory, where the user looks after."""
    n = compter_propositions(utilisateur)
    if n:
        yield Tache(
            "paroles",
            f"Examiner {ecrire_en_lettres(n, feminin=True)} proposition{accorder(n)} pour l’annuaire",
            "Du public, des structures ou des registres\u00a0: rien ne change sans votre accord.",
            reverse("moderation:file"),
            f"Examiner {accorder(n, 'la proposition,les propositions')}",
        )


def structures_qui_demandent(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Structures that ask to keep their entry, for who may answer them."""
    if not ecrit_pour_un_reseau(utilisateur):
        return
    siennes = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
    n = TenueActeur.objects.demandees().exclude(organisation__in=siennes).count()
    if n:
        yield Tache(
            "organisation",
            f"Répondre à {ecrire_en_lettres(n, feminin=True)} structure{accorder(n)}",
            f"{accorder(n, 'Elle demande,Elles demandent')} à tenir {accorder(n, 'sa,leur')} fiche "
            "dans l’annuaire.",
            reverse("moderation:tenues"),
            "Vérifier et répondre",
        )
