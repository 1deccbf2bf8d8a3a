"""Load the demonstration's contacts and alerts: invented people, what the agent follows."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from acteurs.models import Acteur, ContactActeur
from acteurs.services.contacts import ajouter_contact
from alertes.models import Alerte
from alertes.services.alertes import suivre_acteur, suivre_recherche, suivre_territoire
from comptes.models import Organisation, Utilisateur
from territoires.models import Territoire

DEBUT = "La Manufacture"
"""How the name of the actor that has contacts begins."""
TERRITOIRE = ("epci", "248000747")


def load_alertes(
    *, comptes: Mapping[str, Utilisateur], organisations: Mapping[str, Organisation]
) -> int:
    """Create contacts and alerts of the agent when there are none; return how many."""
    agent = comptes["agent"]
    organisation = agent.organisation_courante or agent.organisations.order_by("pk").first()
    acteur = Acteur.objects.publies().filter(nom__startswith=DEBUT).order_by("pk").first()
    territoire = Territoire.objects.filter(nature=TERRITOIRE[0], code=TERRITOIRE[1]).first()
    if organisation is None or acteur is None or Alerte.objects.filter(utilisateur=agent).exists():
        return 0
    faits = _contacts(acteur, organisation, agent)
    suivre_acteur(utilisateur=agent, acteur=acteur, rythme=Alerte.Rythme.JOUR)
    suivre_recherche(
        utilisateur=agent,
        adresse="q=recyclerie",
        nom="Les recycleries",
        rythme=Alerte.Rythme.JAMAIS,
    )
    if territoire:
        suivre_territoire(utilisateur=agent, territoire=territoire)
    return faits + Alerte.objects.filter(utilisateur=agent).count()


def _contacts(acteur: Acteur, organisation: Organisation, par: Utilisateur) -> int:
    jour = timezone.localdate()
    base = ContactActeur.Base.MISSION
    if ContactActeur.objects.filter(organisation=organisation).exists():
        return 0
    ajouter_contact(
        acteur=acteur,
        organisation=organisation,
        champs={
            "nom": "Camille Exemple",
            "fonction": "coordination du lieu",
            "courriel": "camille@manufacture.example",
            "telephone": "03 00 00 00 01",
            "base": base,
            "informee_le": jour - timedelta(days=40),
        },
        par=par,
    )
    ajouter_contact(
        acteur=acteur,
        organisation=organisation,
        champs={
            "nom": "Dominique Fictif",
            "fonction": "présidence de l’association",
            "base": base,
            "conserver_jusqu_au": jour + timedelta(days=20),
        },
        par=par,
    )
    return 2
