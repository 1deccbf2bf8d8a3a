"""Load what shows how entries are looked after: invented structures, said as such."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from acteurs.models import Acteur, TypeActeur
from acteurs.services import create_acteur
from comptes.models import Organisation, Utilisateur
from comptes.services.organisations import creer_organisation
from moderation.models import DoublonPossible, TenueActeur
from moderation.ressemblances import Apercu, comparer
from moderation.services.tenues import request_tenue
from territoires.models import Commune

SOURCE: Final = "Structure inventée pour la démonstration"
ALBERT: Final = "80016"
FICHES: Final[tuple[dict[str, Any], ...]] = (
    {
        "nom": "Atelier vélo du Pré (démonstration)",
        "description": "Répare, prête et apprend à réparer.",
        "site_web": "https://atelier-velo.example",
        "contact_public": "contact@atelier-velo.example",
    },
    {
        "nom": "Association Atelier vélo du Pré (démonstration)",
        "description": "Atelier de réparation de vélos, ouvert le samedi.",
        "site_web": "https://www.atelier-velo.example/",
        "adresse": "3 place du Pré",
    },
    {
        "nom": "Les Serres du canal (démonstration)",
        "description": "Plants et légumes de saison, en insertion.",
        "contact_public": "bonjour@serres-du-canal.example",
    },
    {
        "nom": "Ressourcerie des Étangs (démonstration)",
        "description": "Collecte et vente d’objets de seconde vie.",
    },
)
NON_REVUE: Final = timedelta(days=1100)


def load_fiches(
    *, comptes: Mapping[str, Utilisateur], organisations: Mapping[str, Organisation]
) -> int:
    """Create the entries that are not there, a pair of doubles, a claim; return how many."""
    if Acteur.objects.filter(nom=FICHES[0]["nom"]).exists():
        return 0
    commune = Commune.objects.filter(pk=ALBERT).first()
    famille = TypeActeur.objects.filter(pk="association").first()
    commun = {"commune": commune, "type": famille, "source": SOURCE, "statut": "publie"}
    acteurs = [
        create_acteur(
            champs={**commun, **fiche},
            organisation=organisations["apes"],
            par=comptes["reseau"],
            confirme=True,
            raison="Démonstration",
        )
        for fiche in FICHES
    ]
    velo, double, serres, etangs = acteurs
    vus = [
        Apercu(*Acteur.objects.values_list(*Apercu._fields).get(pk=a.pk)) for a in (velo, double)
    ]
    score, raisons = comparer(*vus)
    DoublonPossible.objects.create(premier=velo, second=double, score=score, raisons=raisons)
    Acteur.objects.filter(pk=etangs.pk).update(vu_le=timezone.localdate() - NON_REVUE)
    _demander(serres, comptes["insertion"])
    return len(acteurs)


def _demander(acteur: Acteur, par: Utilisateur) -> None:
    """A structure asks its network to keep its entry."""
    courante = par.organisation_courante
    structure = creer_organisation(
        organisation=Organisation(
            nom="Les Serres du canal (démonstration)",
            nature=Organisation.Nature.STRUCTURE_ESS,
        ),
        createur=par,
    )
    par.organisation_courante = courante
    par.save(update_fields=["organisation_courante"])
    request_tenue(
        acteur=acteur,
        organisation=structure,
        voie=TenueActeur.Voie.RESEAU,
        par=par,
        message="Je coordonne la structure et voudrais corriger nos horaires moi-même.",
    )
