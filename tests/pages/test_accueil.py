"""The signed-in home page: what needs the user, from real data."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from acteurs.models import Acteur, FichierActeurs, ImportActeurs
from comptes.models import Invitation, Role
from diagnostics.models import Diagnostic, MembreDiagnostic, Preuve
from pages.services.accueil import composer_accueil, mes_demarches, territoire_courant
from pages.services.taches import lister_taches
from rapports.models import Rapport
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_diagnostic,
    make_element,
    make_membre,
    make_organisation,
    make_territoire,
    make_utilisateur,
)
from tests.fabriques_personnes import make_contact

pytestmark = pytest.mark.django_db


def taches(utilisateur):
    return lister_taches(utilisateur, mes_demarches(utilisateur))


def titres(utilisateur):
    return [t.titre for t in taches(utilisateur)]


@pytest.fixture
def pilote():
    return make_utilisateur(nom="Pilote")


@pytest.fixture
def demarche(pilote):
    diagnostic = make_diagnostic(pilote)
    element = make_element(diagnostic)
    Preuve.objects.create(element=element, nature="source", texte="Un rapport")
    return diagnostic


def test_nothing_awaits_when_everything_is_supported(pilote, demarche):
    assert titres(pilote) == []


def test_empty_matrix_asks_for_a_first_item(pilote):
    make_diagnostic(pilote)
    assert titres(pilote) == ["Écrire le premier élément de la matrice"]


def test_unsupported_items_are_counted(pilote, demarche):
    make_element(demarche)
    (tache,) = taches(pilote)
    assert tache.titre == "Étayer un élément de la matrice"
    assert "il ne s’appuie sur" in tache.texte
    make_element(demarche)
    make_element(demarche, etat="retire")
    make_element(demarche, etat="fusionne")
    (tache,) = taches(pilote)
    assert tache.titre == "Étayer deux éléments de la matrice"
    assert tache.action == "Voir les éléments"


def test_several_evidences_count_one_item(pilote, demarche):
    element = make_element(demarche)
    for texte in ("a", "b"):
        Preuve.objects.create(element=element, nature="source", texte=texte)
    assert titres(pilote) == []


@pytest.mark.parametrize("role", [MembreDiagnostic.Role.LECTEUR, MembreDiagnostic.Role.ELU])
def test_readers_are_asked_for_nothing(demarche, role):
    make_element(demarche)
    lectrice = make_membre(demarche, role=role)
    assert titres(lectrice) == []
    assert [d.pk for d in mes_demarches(lectrice)] == [demarche.pk]


def test_contributors_are_asked(demarche):
    make_element(demarche)
    assert len(titres(make_membre(demarche))) == 1


def test_role_is_the_users_own(demarche):
    lectrice = make_membre(demarche, role=MembreDiagnostic.Role.LECTEUR)
    assert [d.mon_role for d in mes_demarches(lectrice)] == [MembreDiagnostic.Role.LECTEUR]


def test_archived_demarche_is_forgotten(pilote, demarche):
    make_element(demarche)
    demarche.statut = Diagnostic.Statut.ARCHIVE
    demarche.save()
    assert titres(pilote) == []
    assert mes_demarches(pilote) == []


def test_demarches_of_others_stay_out(demarche):
    make_element(demarche)
    assert titres(make_utilisateur()) == []


def test_actors_without_place(pilote, demarche):
    demarche.acteurs.add(
        make_acteur(),
        make_acteur(),
        make_acteur(lon=2.6, lat=50.0),
        make_acteur(statut=Acteur.Statut.ARCHIVE),
    )
    assert titres(pilote) == ["Placer deux acteurs sur la carte"]


def test_proposed_actors_go_to_those_who_write_for_the_organisation(pilote):
    organisation = make_organisation(pilote)
    make_acteur(organisation=organisation, statut=Acteur.Statut.PROPOSE)
    make_acteur(organisation=make_organisation(), statut=Acteur.Statut.PROPOSE)
    assert titres(pilote) == ["Relire une fiche d’acteur proposée"]
    lectrice = make_utilisateur()
    organisation.adhesions.create(utilisateur=lectrice, role=Role.LECTEUR)
    assert titres(lectrice) == []


@pytest.mark.parametrize(
    ("etat", "titre"),
    [
        ("echec", "Le rapport n’a pas abouti"),
        ("en_cours", "Le rapport se prépare"),
        ("en_attente", "Le rapport se prépare"),
        ("termine", "Le rapport est prêt"),
    ],
)
def test_report_asked_for(pilote, demarche, etat, titre):
    Rapport.objects.create(
        diagnostic=demarche, demandeur=pilote, audience="membres", etat=etat, fichier="a.pdf"
    )
    assert titres(pilote) == [titre]


def test_only_the_latest_report_of_a_demarche_is_news(pilote, demarche):
    for etat in ("echec", "termine"):
        Rapport.objects.create(
            diagnostic=demarche, demandeur=pilote, audience="membres", etat=etat, fichier="a.pdf"
        )
    assert titres(pilote) == ["Le rapport est prêt"]


def test_old_expired_cancelled_and_others_reports_are_not_news(pilote, demarche):
    commun = {"diagnostic": demarche, "audience": "membres", "etat": "termine", "fichier": "a.pdf"}
    vieux = Rapport.objects.create(demandeur=pilote, **commun)
    Rapport.objects.filter(pk=vieux.pk).update(cree_le=timezone.now() - timedelta(days=8))
    Rapport.objects.create(demandeur=make_utilisateur(), **commun)
    assert titres(pilote) == []
    Rapport.objects.create(
        demandeur=pilote, expire_le=timezone.now() - timedelta(hours=1), **commun
    )
    assert titres(pilote) == []
    Rapport.objects.create(demandeur=pilote, **{**commun, "etat": "annule"})
    assert titres(pilote) == []


def test_invitation_comes_first(pilote, demarche):
    make_element(demarche)
    organisation = make_organisation(nom="Réseau des lieux")
    Invitation.objects.create(organisation=organisation, email=pilote.email.upper())
    premiere = taches(pilote)[0]
    assert premiere.titre == "Rejoindre Réseau des lieux"
    assert premiere.ici


@pytest.mark.parametrize(
    "champs",
    [
        {"expire_le": timezone.now() - timedelta(minutes=1)},
        {"revoquee_le": timezone.now()},
        {"acceptee_le": timezone.now()},
        {"email": "autre@exemple.example"},
    ],
)
def test_invitation_that_no_longer_holds_is_silent(pilote, champs):
    Invitation.objects.create(
        **{"organisation": make_organisation(), "email": pilote.email, **champs}
    )
    assert titres(pilote) == []


def test_failed_import_is_told(pilote):
    fichier = FichierActeurs.objects.create(
        organisation=make_organisation(pilote), nom="acteurs.csv", format="csv"
    )
    ImportActeurs.objects.create(
        fichier=fichier, demandeur=pilote, etat="echec", erreur="Le fichier est vide."
    )
    assert titres(pilote) == ["L’import de «\u00a0acteurs.csv\u00a0» n’a pas abouti"]


# ── Territory and first steps ───────────────────────────────────────────────
def test_current_territory_prefers_home_then_adopted_then_demarche(pilote, demarche):
    organisation = make_organisation(pilote)
    siens = mes_demarches(pilote)
    assert territoire_courant(None, []) is None
    assert territoire_courant(organisation, siens) == demarche.territoire
    adopte = make_territoire(make_commune())
    organisation.adoptions.create(territoire=adopte)
    assert territoire_courant(organisation, siens) == adopte
    organisation.territoire = attache = make_territoire(make_commune())
    organisation.save()
    assert territoire_courant(organisation, siens) == attache


def test_newcomer_is_led_to_a_first_demarche():
    venue = make_utilisateur()
    accueil = composer_accueil(venue, None)
    assert [e.fait for e in accueil.etapes] == [False, False, False]
    assert accueil.apercu is None
    assert not accueil.ecrit_des_acteurs
    organisation = make_organisation(venue, territoire=make_territoire(make_commune()))
    venue = type(venue).objects.get(pk=venue.pk)  # rights are remembered for one request
    accueil = composer_accueil(venue, organisation)
    assert [e.fait for e in accueil.etapes] == [True, True, False]
    assert accueil.ecrit_des_acteurs


def test_overview_counts_published_actors_of_the_territory(pilote):
    commune = make_commune()
    territoire = make_territoire(commune, make_commune())
    make_acteur(commune=commune)
    make_acteur(commune=commune, statut=Acteur.Statut.PROPOSE)
    make_acteur(commune=make_commune())
    apercu = composer_accueil(pilote, make_organisation(pilote, territoire=territoire)).apercu
    assert (apercu.communes, apercu.acteurs) == (2, 1)


# ── The page ────────────────────────────────────────────────────────────────
def test_page_of_a_newcomer(client):
    client.force_login(make_utilisateur())
    html = client.get(reverse("pages:accueil")).content.decode()
    assert "Trois pas" in html
    assert "Rejoindre ou créer" in html
    assert "Ajouter un acteur" not in html


def test_page_of_a_member(client, pilote, demarche):
    make_element(demarche, texte="Énoncé nu")
    client.force_login(pilote)
    html = client.get(reverse("pages:accueil")).content.decode()
    assert "Étayer un élément de la matrice" in html
    assert demarche.titre in html
    assert demarche.territoire.nom in html
    assert "Trois pas" not in html
    assert html.count("est-ici") == 0


def test_quick_actions_follow_the_rights(client, demarche):
    lectrice = make_membre(demarche, role=MembreDiagnostic.Role.LECTEUR)
    client.force_login(lectrice)
    html = client.get(reverse("pages:accueil")).content.decode()
    for interdite in ("Compléter la matrice", "Ajouter un acteur", "Produire un rapport"):
        assert interdite not in html
    make_organisation(lectrice)
    client.force_login(make_membre(demarche))
    html = client.get(reverse("pages:accueil")).content.decode()
    assert reverse("diagnostics:matrice", args=[demarche.reference]) in html
    assert reverse("rapports:nouveau", args=[demarche.reference]) in html


def test_every_task_leads_somewhere(client, pilote, demarche):
    organisation = make_organisation(pilote)
    make_element(demarche)
    demarche.acteurs.add(make_acteur())
    make_acteur(organisation=organisation, statut=Acteur.Statut.PROPOSE)
    Invitation.objects.create(organisation=make_organisation(), email=pilote.email)
    Rapport.objects.create(diagnostic=demarche, demandeur=pilote, audience="membres")
    fichier = FichierActeurs.objects.create(organisation=organisation, nom="a.csv", format="csv")
    ImportActeurs.objects.create(fichier=fichier, demandeur=pilote, etat="echec", erreur="Vide.")
    client.force_login(pilote)
    liste = taches(pilote)
    assert len(liste) == 6
    for tache in liste:
        assert client.get(tache.url).status_code == 200, tache


def test_contacts_of_the_organisation_are_told_to_who_writes(pilote):
    organisation, jour = make_organisation(pilote), timezone.localdate()
    make_contact(organisation=organisation, conserver_jusqu_au=jour + timedelta(days=5))
    tard = make_contact(organisation=organisation)
    type(tard).objects.filter(pk=tard.pk).update(cree_le=timezone.now() - timedelta(days=25))
    make_contact(organisation=organisation)
    titres = [t.titre.replace("\u00a0", " ") for t in taches(pilote)]
    assert titres == ["Prévenir 1 personne", "Garder ou laisser partir 1 contact"]
    lectrice = make_utilisateur()
    make_contact(organisation=make_organisation(lectrice, role="lecteur"), informee_le=None)
    assert taches(lectrice) == []


def test_only_one_task_is_in_vermilion(client, pilote):
    for _ in range(2):
        Invitation.objects.create(organisation=make_organisation(), email=pilote.email)
    client.force_login(pilote)
    html = client.get(reverse("pages:accueil")).content.decode()
    assert html.count("t-tache est-ici") == 1


def test_no_more_than_five_demarches_are_listed(client, pilote):
    for _ in range(6):
        make_diagnostic(pilote)
    client.force_login(pilote)
    html = client.get(reverse("pages:accueil")).content.decode()
    assert html.count("t-lientitre") == 5
    assert "Voir les 6" in html


@pytest.mark.parametrize("nombre", [1, 3])
def test_query_count_does_not_depend_on_rows(client, pilote, nombre, django_assert_num_queries):
    organisation = make_organisation(pilote, territoire=make_territoire(make_commune()))
    for _ in range(nombre):
        diagnostic = make_diagnostic(pilote, organisation=organisation)
        make_element(diagnostic)
        diagnostic.acteurs.add(make_acteur())
        Rapport.objects.create(
            diagnostic=diagnostic, demandeur=pilote, audience="membres", etat="en_cours"
        )
        Invitation.objects.create(organisation=make_organisation(), email=pilote.email)
        make_acteur(organisation=organisation, statut=Acteur.Statut.PROPOSE)
    client.force_login(pilote)
    with django_assert_num_queries(REQUETES):
        client.get(reverse("pages:accueil"))


REQUETES = 28
"""Session, user, organisations (3); démarches and phases (2); home territory (1); tasks: invitations,
mentions, interviews, contacts, points of view, reports, imports, matrices, actors to place, roles,
proposed actors, invitations to démarches, contacts of the organisation, proposals to the directory (15); map: is the drawing kept
still right (3), communes and outlines (2); two figures (2)."""
