import pytest
from django.core import mail

from comptes.models import Organisation, Role
from plateformes.models import MessageUsage, UsageTerritoire
from plateformes.vitrine.declarations import CADENCE
from socle.courriels import envoyer_dus
from territoires.models import Territoire
from tests.fabriques import (
    make_commune,
    make_organisation,
    make_plateforme,
    make_territoire,
    make_utilisateur,
)
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db
RESEAU = Organisation.Nature.RESEAU_ESS


@pytest.fixture
def scene():
    """A published entry held by a network, and an agent whose organisation has a territory."""
    agent, membre = make_utilisateur(), make_utilisateur()
    territoire = make_territoire(make_commune(), nom="Vallée")
    organisation = make_organisation(agent, nom="Mairie", territoire=territoire)
    plateforme = make_plateforme(nom="Outils", reseau=make_organisation(membre, nature=RESEAU))
    return {"agent": agent, "membre": membre, "territoire": territoire,
            "organisation": organisation, "plateforme": plateforme}  # fmt: skip


def declarer(client, scene, **champs):
    champs = {"territoire": scene["territoire"].pk, "role": "role-mecene", "depuis": 2022} | champs
    return client.post("/plateformes/outils/usages/declarer/", champs)


def test_an_agent_declares_the_network_confirms_everybody_reads(client, scene):
    client.force_login(scene["agent"])
    assert "Vallée" in client.get("/plateformes/outils/usages/declarer/").content.decode()
    assert declarer(client, scene, resultats="Deux cents prêts").status_code == 302
    usage = UsageTerritoire.objects.get()
    assert not usage.valide
    assert "Deux cents" not in client.get("/plateformes/outils/").content.decode()
    assert client.post(f"/plateformes/usages/{usage.reference}/valider/").status_code == 403
    client.force_login(scene["membre"])
    assert "À confirmer" in client.get("/plateformes/outils/").content.decode()
    client.post(f"/plateformes/usages/{usage.reference}/valider/")
    client.logout()
    texte = client.get("/plateformes/outils/").content.decode()
    assert "Deux cents prêts" in texte
    assert "À confirmer" not in texte
    assert scene["agent"].email not in texte


def test_told_again_it_waits_again_and_is_one_use(client, scene):
    client.force_login(scene["agent"])
    declarer(client, scene)
    UsageTerritoire.objects.update(valide=True)
    declarer(client, scene, cout="200 € par an")
    usage = UsageTerritoire.objects.get()
    assert (usage.cout, usage.valide) == ("200 € par an", False)


def test_only_territories_of_the_organisation(client, scene):
    client.force_login(scene["agent"])
    ailleurs = make_territoire(make_commune())
    assert declarer(client, scene, territoire=ailleurs.pk).status_code == 422
    assert declarer(client, scene, depuis="1800").status_code == 422
    assert not UsageTerritoire.objects.exists()
    sans = make_utilisateur()
    make_organisation(sans)
    client.force_login(sans)
    page = client.get("/plateformes/outils/usages/declarer/").content.decode()
    assert "pas encore de territoire" in page


def test_taken_away_by_those_who_declared_it(client, scene):
    usage = make_usage(scene["plateforme"], organisation=scene["organisation"])
    inconnue = make_utilisateur()
    make_organisation(inconnue)
    client.force_login(inconnue)
    assert client.post(f"/plateformes/usages/{usage.reference}/ecarter/").status_code == 403
    client.force_login(scene["agent"])
    ici = f"/plateformes/usages/{usage.reference}/ecarter/"
    assert "Retirer cet usage" in client.get(ici).content.decode()
    assert client.post(ici).status_code == 302
    assert not UsageTerritoire.objects.exists()


def test_refused_with_a_reason_kept_and_mailed_then_told_better(client, scene):
    usage = make_usage(
        scene["plateforme"],
        organisation=scene["organisation"],
        declare_par=scene["agent"],
        valide=False,
    )
    ici = f"/plateformes/usages/{usage.reference}/ecarter/"
    client.force_login(scene["membre"])
    assert client.post(ici, {"motif": "  "}).status_code == 422
    assert client.post(ici, {"motif": "Dites depuis quand."}).status_code == 302
    usage.refresh_from_db()
    assert (usage.valide, usage.motif_refus) == (False, "Dites depuis quand.")
    assert "À confirmer" not in client.get("/plateformes/outils/").content.decode()
    assert (
        "Dites depuis quand." in client.get("/plateformes/atelier/fiche/outils/").content.decode()
    )
    assert envoyer_dus() == 1
    (courriel,) = mail.outbox
    assert courriel.to == [scene["agent"].email]
    assert "Dites depuis quand." in courriel.body
    suite = f"/plateformes/usages/{usage.reference}/modifier/"
    assert suite in courriel.body
    client.force_login(scene["agent"])
    assert "Dites depuis quand." in client.get(suite).content.decode()
    client.post(suite, {"depuis": "2021", "version": usage.version})
    usage.refresh_from_db()
    assert (usage.depuis, usage.motif_refus, usage.refuse_le, usage.valide) == (
        2021, "", None, False,
    )  # fmt: skip
    client.force_login(scene["membre"])
    assert "À confirmer" in client.get("/plateformes/outils/").content.decode()
    client.post(suite, {"depuis": "2020", "version": usage.version})
    assert UsageTerritoire.objects.get().valide  # the network's own words are published


def test_what_is_left_blank_stays_and_two_people_do_not_erase_each_other(client, scene):
    client.force_login(scene["agent"])
    declarer(client, scene, resultats="Deux cents prêts")
    declarer(client, scene, cout="200 €")
    usage = UsageTerritoire.objects.get()
    assert (usage.resultats, usage.cout) == ("Deux cents prêts", "200 €")
    assert "a déjà déclaré" in client.get("/plateformes/outils/usages/declarer/").content.decode()
    ici = f"/plateformes/usages/{usage.reference}/modifier/"
    client.post(ici, {"cout": "300 €", "resultats": "Deux cents prêts", "version": usage.version})
    reponse = client.post(
        ici, {"cout": "250 €", "resultats": "Trois cents prêts", "version": usage.version}
    )
    assert reponse.status_code == 409
    (dispute,) = reponse.context["conflit"].disputes
    assert (dispute.base, dispute.leur, dispute.mien) == ("200 €", "300 €", "250 €")
    assert "Trois cents prêts" in reponse.content.decode()


def test_visitors_read_the_name_of_a_territory_without_a_door_that_is_shut(client, scene):
    Territoire.objects.filter(pk=scene["territoire"].pk).update(officiel=False)
    usage = make_usage(scene["plateforme"], territoire=scene["territoire"])
    lien = f'href="{usage.territoire.get_absolute_url()}"'
    for page in ("/plateformes/outils/", "/plateformes/usages/"):
        texte = client.get(page).content.decode()
        assert "Vallée" in texte
        assert lien not in texte
    client.force_login(scene["agent"])
    assert lien in client.get("/plateformes/outils/").content.decode()


QUESTION = {"nom": "Camille", "courriel": "camille@exemple.example", "message": "Combien ?"}


def ecrire(client, usage, **champs):
    return client.post(f"/plateformes/usages/{usage.reference}/ecrire/", QUESTION | champs)


def test_a_question_reaches_those_who_declared_without_showing_addresses(client, scene):
    usage = make_usage(
        scene["plateforme"], organisation=scene["organisation"], declare_par=scene["agent"]
    )
    page = client.get(f"/plateformes/usages/{usage.reference}/ecrire/").content.decode()
    assert scene["agent"].email not in page
    assert ecrire(client, usage).status_code == 302
    (courriel,) = mail.outbox
    assert courriel.to == [scene["agent"].email]
    assert courriel.reply_to == ["camille@exemple.example"]
    assert "Combien ?" in courriel.body
    assert MessageUsage.objects.get().envoye_le


def test_when_the_declarer_left_administrators_are_asked(client, scene):
    chef = make_utilisateur()
    scene["organisation"].adhesions.create(utilisateur=chef, role=Role.ADMINISTRATEUR)
    usage = make_usage(scene["plateforme"], organisation=scene["organisation"])
    ecrire(client, usage)
    assert [c.to for c in mail.outbox] == [[chef.email]]


def test_robots_and_floods_send_nothing(client, scene):
    usage = make_usage(
        scene["plateforme"], organisation=scene["organisation"], declare_par=scene["agent"]
    )
    assert ecrire(client, usage, sujet="achetez").status_code == 302
    assert not mail.outbox
    assert not MessageUsage.objects.exists()
    assert ecrire(client, usage, courriel="a\nb@exemple.example").status_code == 422
    for _ in range(int(CADENCE.partition("/")[0])):
        derniere = ecrire(client, usage)
    assert derniere.status_code == 422
    attend = make_usage(scene["plateforme"], valide=False)
    assert ecrire(client, attend).status_code == 404


def test_section_of_the_territory_page(client, scene):
    make_usage(scene["plateforme"], territoire=scene["territoire"], role="role-garante")
    make_plateforme(nom="Partout", national=True)
    client.force_login(scene["agent"])
    texte = client.get(scene["territoire"].get_absolute_url()).content.decode()
    assert "Garante de confiance" in texte
    assert "2\u00a0plateformes utilisables ici" in texte
