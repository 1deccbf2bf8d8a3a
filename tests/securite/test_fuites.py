"""What only members may read appears nowhere else: pages, files, logs, mails."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptes.models import Utilisateur
from diagnostics.models import Diagnostic, Entretien
from tests.fabriques import (
    MOT_DE_PASSE,
    make_acteur,
    make_commune,
    make_diagnostic,
    make_element,
    make_entretien,
    make_membre,
    make_organisation,
    make_preuve,
    make_territoire,
    make_utilisateur,
)
from tests.securite.matrice import MATRICE
from tests.securite.monde import batir

pytestmark = pytest.mark.django_db
MARQUE = "zqx-reserve-aux-membres"


def marquer(diagnostic: Diagnostic) -> list[str]:
    """Put members-only facts in a démarche; return how each would be recognised."""
    membre = make_membre(diagnostic, make_utilisateur(nom=f"{MARQUE} personne"))
    entretien = make_entretien(
        diagnostic, titre=f"{MARQUE} titre", compte_rendu=f"{MARQUE} compte rendu"
    )
    element = make_element(diagnostic, texte="Énoncé public", auteur=membre)
    make_preuve(element, "entretien", entretien=entretien, texte=f"{MARQUE} citation")
    return [MARQUE, membre.email]


def contenu(reponse: Any) -> str:
    brut = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return brut.decode("utf-8", "replace")


def test_public_readings_show_the_work_and_nobody() -> None:
    ouverte = make_diagnostic(make_utilisateur(nom=MARQUE), visibilite="public")
    par_lien = make_diagnostic(make_utilisateur(nom=MARQUE), visibilite="lien")
    marques = marquer(ouverte) + marquer(par_lien)
    for url in (
        reverse("diagnostics:publique", args=[ouverte.reference]),
        reverse("diagnostics:lien", args=[par_lien.jeton_partage]),
    ):
        page = contenu(Client().get(url))
        assert "Énoncé public" in page
        assert [m for m in marques if m in page] == []


def test_members_do_read_them() -> None:
    """The marks are where the other tests would see them if a screen let them out."""
    pilote = make_utilisateur()
    diagnostic = make_diagnostic(pilote)
    marquer(diagnostic)
    client = Client()
    client.force_login(pilote)
    membres = contenu(client.get(reverse("diagnostics:membres", args=[diagnostic.reference])))
    assert f"{MARQUE} personne" in membres
    ou = [diagnostic.reference, Entretien.objects.get().reference]
    assert f"{MARQUE} compte rendu" in contenu(
        client.get(reverse("diagnostics:entretien", args=ou))
    )


def test_strangers_find_no_member_nor_interview_around_the_site() -> None:
    commune = make_commune()
    territoire = make_territoire(commune)
    pilote = make_utilisateur(nom=MARQUE)
    diagnostic = make_diagnostic(pilote, territoire=territoire)
    acteur = make_acteur(commune=commune, organisation=diagnostic.organisation)
    diagnostic.acteurs.add(acteur)
    marques = [*marquer(diagnostic), pilote.email]
    etranger = make_utilisateur()
    make_organisation(etranger, role="administrateur", territoire=territoire)
    client = Client()
    client.force_login(etranger)
    for nom, arguments in (
        ("pages:accueil", []),
        ("diagnostics:liste", []),
        ("territoires:liste", []),
        ("territoires:fiche", [territoire.nature, territoire.code]),
        ("acteurs:liste", []),
        ("acteurs:points", []),
        ("ouverture:acteurs", ["csv"]),
        ("acteurs:fiche", [acteur.reference]),
    ):
        page = contenu(client.get(reverse(nom, args=arguments)))
        assert [m for m in marques if m in page] == [], nom


def test_elected_officials_do_not_read_interviews() -> None:
    diagnostic = make_diagnostic(make_utilisateur())
    marquer(diagnostic)
    entretien = Entretien.objects.get()
    elu = make_membre(diagnostic, role="elu")
    client = Client()
    client.force_login(elu)
    for nom, arguments in (
        ("diagnostics:fiche", [diagnostic.reference]),
        ("diagnostics:matrice", [diagnostic.reference]),
        ("diagnostics:apercu", [diagnostic.reference]),
        ("diagnostics:acteurs", [diagnostic.reference]),
    ):
        page = contenu(client.get(reverse(nom, args=arguments)))
        assert entretien.compte_rendu not in page, nom
        assert f"{MARQUE} citation" not in page, nom


def test_passwords_and_addresses_do_not_reach_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    utilisateur = make_utilisateur(email="zqx-adresse@exemple.example")
    client = Client()
    with caplog.at_level(logging.DEBUG):
        for secret in (MOT_DE_PASSE, "un-mot-de-passe-faux"):
            donnees = {"login": utilisateur.email, "password": secret}
            client.post(reverse("account_login"), donnees)
        client.get(reverse("comptes:profil"))
        client.post(reverse("account_reset_password"), {"email": utilisateur.email})
    sans_sql = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    journal = "\n".join(sans_sql)
    assert MOT_DE_PASSE not in journal
    assert "un-mot-de-passe-faux" not in journal
    assert utilisateur.email not in journal


def test_no_page_prints_a_password_hash_or_a_session_key(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    monde = batir()
    empreintes = list(Utilisateur.objects.values_list("password", flat=True))
    for nom, acces in MATRICE.items():
        if acces.methode != "get":
            continue
        reponse = monde.clients["pilote"].get(reverse(nom, args=monde.objets[acces.objet]))
        page = contenu(reponse)
        assert not [e for e in empreintes if e in page], nom
        assert monde.clients["pilote"].session.session_key not in page, nom
