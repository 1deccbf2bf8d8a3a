"""What is held on people never leaves by a public door: page, export, feed, API, OGC, report.

Every personal field that the register of processings names (``comptes.services.personnes``) is
planted with a marker of its own, history included; then every public address of the table is
read as an anonymous visitor, in every format, and searched. A new public view, or a new personal
field, is walked without this file changing.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, reverse

from acteurs.exports import XLSX
from comptes.services.personnes import registre
from config.vues_publiques import VUES_PUBLIQUES
from diagnostics.models import Diagnostic, Seance
from plateformes.models import UsageTerritoire
from rapports.models import Rapport
from rapports.services.contenu import assemble_content
from rapports.services.illustrer import draw_all
from rapports.services.options import Options
from rapports.services.rendu import Pdf, render_html, render_pdf
from tests.acteurs.rattaches import fabriquer
from tests.securite.depouiller import depouiller
from tests.securite.matrice import MATRICE
from tests.securite.monde import Monde, batir

pytestmark = pytest.mark.django_db
MARQUE = re.compile(rb"zqx(\d+)z")
FORMATS = ("csv", "xlsx", "json", "geojson", "jsonld", "ttl", "svg", "graphml", "atom")
QUESTIONS: tuple[dict[str, str], ...] = ({}, {"q": "zqx"})
"""What is asked of each address: nothing, and to find the markers."""
SIENNES = {
    # The bearer of a secret link reads what concerns them, and who sent it.
    "comptes:invitation": {"comptes.Invitation.email", "comptes.Utilisateur.nom"},
    "diagnostics:invitation": {"diagnostics.InvitationDemarche.email", "comptes.Utilisateur.nom"},
    "filieres:invitation": {"filieres.InvitationFiliere.email", "comptes.Utilisateur.nom"},
    "alertes:flux": {"alertes.Alerte.nom"},
    "plateformes:porteur": {"plateformes.LienPorteur.courriel"},
}
"""Secret address → personal fields that it may show."""
DONNES: dict[str, Callable[[], dict[str, Any]]] = {
    "plateformes.MessageUsage": lambda: {"usage": UsageTerritoire.objects.get(valide=True)},
    "usersessions.UserSession": lambda: {"ip": "192.0.2.1"},
    "diagnostics.ParticipantSeance": lambda: {"seance": Seance.objects.first()},
}
"""Model the world has no row of → what to hang one on, so that a page could show it."""


class Semis:
    """Markers, and the field each was planted in."""

    def __init__(self) -> None:
        self.champs: list[str] = []
        self.vides: set[str] = set()
        for traitement in registre():
            for champ in traitement.champs:
                self.planter(champ)

    def planter(self, champ: str) -> None:
        """Put a marker in every row of a field, and in its history."""
        modele, _, nom = champ.rpartition(".")
        classe = apps.get_model(modele)
        if not classe._base_manager.exists():
            fabriquer(classe, DONNES.get(modele, dict)())
        if not self._marquer(classe, nom, champ):
            self.vides.add(champ)
        historique = getattr(classe, "history", None)
        if historique is not None and nom in {f.name for f in historique.model._meta.get_fields()}:
            self._marquer(historique.model, nom, champ)

    def _marquer(self, classe: Any, nom: str, champ: str) -> int:
        lignes = classe._base_manager.all()
        for ligne in lignes:
            self.champs.append(champ)
            marque = f"zqx{len(self.champs) - 1}z"
            if isinstance(classe._meta.get_field(nom), models.EmailField):
                marque += "@exemple.example"
            lignes.filter(pk=ligne.pk).update(**{nom: marque})
        return len(lignes)

    def trouver(self, contenu: bytes) -> set[str]:
        """Return the fields whose markers are in ``contenu``."""
        return {self.champs[int(n)] for n in MARQUE.findall(contenu)}


def lire(reponse: Any) -> bytes:
    """Return all that an answer says: headers, words of a PDF, what files tell of themselves."""
    corps = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return depouiller(corps) + str(dict(reponse.headers)).encode()


def imprimer(diagnostic: Diagnostic, audience: str) -> Pdf:
    """Make the report of a démarche for an audience."""
    contenu = assemble_content(diagnostic, audience=audience, options=Options())
    return render_pdf(render_html(contenu, draw_all(contenu, diagnostic.territoire)))


def adresses(monde: Monde) -> Iterator[tuple[str, str]]:
    """Yield (name, address) of everything public, in every format."""
    publique = Diagnostic.objects.get(reference=monde.objets["demarche"][0])
    yield "diagnostics:publique", reverse("diagnostics:publique", args=[publique.reference])
    for nom in sorted(VUES_PUBLIQUES & set(MATRICE)):
        arguments = monde.objets[MATRICE[nom].objet]
        yield nom, reverse(nom, args=arguments)
        for fmt in FORMATS:
            if arguments and arguments[-1] in FORMATS and arguments[-1] != fmt:
                try:
                    yield nom, reverse(nom, args=[*arguments[:-1], fmt])
                except NoReverseMatch:
                    continue


@pytest.fixture
def monde(settings: Any) -> Monde:
    """A world where all that may be made public is."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.RATELIMIT_ENABLE = False
    monde = batir()
    Diagnostic.objects.filter(reference=monde.objets["demarche"][0]).update(
        visibilite=Diagnostic.Visibilite.PUBLIC
    )
    cache.clear()
    return monde


def test_no_public_door_lets_anything_personal_out(monde: Monde) -> None:
    semis = Semis()
    assert semis.vides == set(), "give the world a row of these (tests/securite/monde_*.py)"
    # The report that its link shows is the one printed for the public.
    diagnostic = Diagnostic.objects.get(reference=monde.objets["demarche"][0])
    rapport = Rapport.objects.get(reference=monde.objets["rapport"][0])
    pdf = imprimer(diagnostic, Rapport.Audience.PUBLIQUE)
    rapport.ranger(pdf.octets, pages=pdf.pages)
    client = Client(raise_request_exception=False)
    fuites: dict[str, set[str]] = {}
    lues, natures = 0, set()
    for nom, adresse in adresses(monde):
        for question in QUESTIONS:
            reponse = client.get(adresse, question)
            if reponse.status_code >= 500 and nom != "pages:sante":
                fuites[nom] = {f"error {reponse.status_code}"}
            lues += reponse.status_code == 200
            natures.add(reponse.headers.get("Content-Type", "").partition(";")[0])
            sorties = semis.trouver(lire(reponse)) - SIENNES.get(nom, set())
            if sorties:
                fuites.setdefault(nom, set()).update(sorties)
    assert fuites == {}
    assert lues > len(VUES_PUBLIQUES), "most public pages answer"
    assert {"application/pdf", "image/svg+xml", "text/csv", XLSX} <= natures


def test_members_see_them(monde: Monde) -> None:
    """The markers are where the other tests would see them if a door let them out."""
    semis = Semis()
    pilote = monde.clients["pilote"]
    vus = set()
    for nom in (
        "diagnostics:membres",
        "diagnostics:entretien",
        "diagnostics:contact",
        "acteurs:fiche",
        "comptes:fiche_organisation",
    ):
        vus |= semis.trouver(lire(pilote.get(reverse(nom, args=monde.objets[MATRICE[nom].objet]))))
    assert {
        "comptes.Utilisateur.nom",
        "diagnostics.Entretien.compte_rendu",
        "diagnostics.PartiePrenante.referent_nom",
        "acteurs.ContactActeur.nom",
        "acteurs.ContactActeur.courriel",
        "comptes.Invitation.email",
    } <= vus
    # The same report printed for members: its PDF is read well enough to find them.
    diagnostic = Diagnostic.objects.get(reference=monde.objets["demarche"][0])
    assert semis.trouver(depouiller(imprimer(diagnostic, Rapport.Audience.MEMBRES).octets))
