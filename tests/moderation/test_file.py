"""The queue: what one sees of it, deciding on many, undoing, and the page of one contribution."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acteurs.models import ImportOfficiel, PropositionOfficielle
from acteurs.services import update_acteur
from comptes.models import Role
from moderation import portee
from moderation.models import Contribution, LotDecisions
from moderation.provenances import provenances
from moderation.services.contributions import Signature, report_fermeture
from moderation.services.decisions import decide_contribution, decide_lot
from socle.courriels import envoyer_dus
from tests.fabriques import (
    make_acteur,
    make_organisation,
    make_thematique,
    make_type,
    make_utilisateur,
)
from tests.moderation.monde import Scene, batir, corriger, proposer

pytestmark = pytest.mark.django_db
FILE = reverse("moderation:file")
DECISION = reverse("moderation:decision")


@pytest.fixture
def scene(db, client) -> Scene:
    cache.clear()
    scene = batir()
    client.force_login(scene.curatrice)
    return scene


def lire(reponse) -> str:
    return re.sub(r"\s+", " ", reponse.content.decode())


def registre(acteur, nature="modification", **champs) -> PropositionOfficielle:
    champs.setdefault("valeurs", {"nom": [acteur.nom, "NOUVEAU NOM"]})
    champs.setdefault("travail", ImportOfficiel.objects.create(source="sirene"))
    return PropositionOfficielle.objects.create(
        acteur=acteur, nature=nature, **{"empreinte": 1, **champs}
    )


def test_one_list_oldest_first_of_what_people_and_registers_propose(client, scene):
    registre(scene.acteur)
    corriger(scene.acteur, adresse="2 rue B")
    make_acteur(nom="Le Fournil", commune=scene.commune)
    proposer(scene.commune)
    page = lire(client.get(FILE))
    titres = re.findall(r'<h2 class="t-titre">.*?</h2>', page)
    assert [re.sub("<.*?>", "", t).strip() for t in titres] == [
        "La Ressourcerie", "La Ressourcerie", "Le Fournil",
    ]  # fmt: skip
    for attendu in ("NOUVEAU NOM", "2 rue B", "Leur affiche", "1 fiche", "À examiner (3)"):
        assert attendu in page
    assert "camille@exemple.example" not in page


@pytest.mark.parametrize("codes_max", [0, 5000])
def test_it_opens_on_the_territories_of_the_network(client, scene, monkeypatch, codes_max):
    """The same, whether communes are named one by one or are too many for that."""
    monkeypatch.setattr(portee, "CODES_MAX", codes_max)
    loin = make_acteur(nom="Loin", commune=scene.ailleurs)
    corriger(loin, adresse="2 rue B")
    registre(loin)
    nulle_part = proposer(None, nom="Nulle part")
    page = lire(client.get(FILE))
    assert "Loin" not in page
    assert nulle_part.nom in page
    assert "Pays du Coquelicot" in page
    assert "Loin" in lire(client.get(f"{FILE}?territoire=partout"))
    assert "Loin" in lire(client.get(f"{FILE}?acteur={loin.reference}"))
    sans_territoire = make_utilisateur()
    make_organisation(sans_territoire, nature="reseau_ess")
    client.force_login(sans_territoire)
    assert "Loin" in lire(client.get(FILE))


@pytest.mark.parametrize(
    ("demande", "vus"),
    [
        ("", {"corrigée", "neuve", "registre", "fermée", "structure"}),
        ("quoi=nouvelle", {"neuve"}),
        ("quoi=correction", {"corrigée", "registre", "structure"}),
        ("quoi=fermeture", {"fermée"}),
        ("de=public", {"corrigée", "neuve", "fermée"}),
        ("de=registre", {"registre"}),
        ("de=structure", {"structure"}),
        ("etat=moi", set()),
        ("etat=question", set()),
        ("etat=decidees", {"décidée"}),
        ("quoi=n-importe&de=quoi&etat=x", {"corrigée", "neuve", "registre", "fermée", "structure"}),
    ],
)
def test_filters_lie_in_the_address(client, scene, demande, vus):
    def fiche(nom):
        return make_acteur(nom=nom, commune=scene.commune)

    corriger(fiche("corrigée"), adresse="2 rue B")
    corriger(fiche("structure"), adresse="2 rue B", signe={"origine": "tenue"})
    proposer(scene.commune, nom="neuve")
    registre(fiche("registre"))
    report_fermeture(acteur=fiche("fermée"), signature=Signature(source="x"))
    decide_contribution(
        contribution=corriger(fiche("décidée"), adresse="2 rue B"),
        geste="refuser",
        par=scene.curatrice,
        motif="Non",
    )
    page = lire(client.get(f"{FILE}?{demande}", headers={"HX-Request": "true"}))
    assert "<html" not in page
    noms = {"corrigée", "neuve", "registre", "fermée", "structure", "décidée"}
    titres = " ".join(re.findall(r'<h2 class="t-titre">.*?</h2>', page))
    assert {nom for nom in noms if nom in titres} == vus


def test_one_row_and_three_rows_cost_the_same(client, scene):
    comptes = []
    for nombre in (1, 2):
        for _ in range(nombre):
            fiche = make_acteur(commune=scene.commune, type=make_type())
            corriger(fiche, adresse="2 rue B", signe={"auteur": make_utilisateur()})
            proposer(scene.commune)
            registre(fiche)
        with CaptureQueriesContext(connection) as captees:
            client.get(FILE)
        comptes.append(len(captees))
    assert comptes[0] == comptes[1] <= 40


def test_a_morning_many_accepted_at_once_then_undone(client, scene):
    premiere, seconde = corriger(scene.acteur, nom="Neuf"), proposer(scene.commune)
    officielle = registre(make_acteur(nom="Autre", commune=scene.commune))
    choix = [f"c-{premiere.reference}", f"c-{seconde.reference}", f"r-{officielle.reference}"]
    suite = client.post(
        DECISION,
        {"decision": "accepter", "choix": choix, "retour": f"{FILE}?quoi=correction&page=2"},
    )
    lot = LotDecisions.objects.get()
    assert suite["Location"] == f"{FILE}?quoi=correction&page=2&lot={lot.reference}"
    page = lire(client.get(suite["Location"]))
    assert "3 propositions acceptées." in page
    assert reverse("moderation:annuler", args=[lot.reference]) in page
    client.force_login(scene.collegue)
    assert "3 propositions acceptées." not in lire(client.get(suite["Location"]))
    refus = client.post(reverse("moderation:annuler", args=[lot.reference]), follow=True)
    assert "Seule la personne" in lire(refus)
    client.force_login(scene.curatrice)
    retour = client.post(reverse("moderation:annuler", args=[lot.reference]), follow=True)
    assert "3 décisions annulées" in lire(retour)
    assert Contribution.objects.en_attente().count() == 2


def test_a_refusal_without_its_reason_keeps_what_was_ticked(client, scene):
    contribution, officielle = corriger(scene.acteur, nom="Neuf"), registre(scene.acteur)
    choix = [f"c-{contribution.reference}"]
    reponse = client.post(DECISION, {"decision": "refuser", "choix": choix})
    assert reponse.status_code == 422
    assert f'value="{choix[0]}" id="d-{choix[0]}" checked' in lire(reponse)
    assert "Dites pourquoi" in lire(reponse)
    client.post(DECISION, {"decision": "refuser", "choix": choix, "motif": "Faux"})
    contribution.refresh_from_db()
    assert (contribution.etat, contribution.motif) == ("refusee", "Faux")
    client.post(
        DECISION,
        {"decision": f"refuser:r-{officielle.reference}", "retour": "https://ailleurs.example/"},
    )
    officielle.refresh_from_db()
    assert officielle.etat == "refusee"


def test_nobody_decides_on_what_is_not_theirs(client, scene):
    contribution, officielle = corriger(scene.acteur, nom="Neuf"), registre(scene.acteur)
    autre = make_utilisateur()
    make_organisation(autre)
    client.force_login(autre)
    assert "La Ressourcerie" not in lire(client.get(FILE))
    choix = [f"c-{contribution.reference}", f"r-{officielle.reference}"]
    reponse = client.post(DECISION, {"decision": "accepter", "choix": choix}, follow=True)
    assert "pas à vous d’en décider" in lire(reponse)
    assert not LotDecisions.objects.exists()
    lectrice = make_utilisateur()
    make_organisation(lectrice, nature="reseau_ess", role=Role.LECTEUR)
    client.force_login(lectrice)
    assert client.get(FILE).status_code == 403
    page = reverse("moderation:contribution", args=[contribution.reference])
    assert client.get(page).status_code == 404


def test_a_contribution_is_read_beside_the_entry_with_where_each_value_comes_from(client, scene):
    update_acteur(
        acteur=scene.acteur, champs={"adresse": "1 bis rue A"}, par=scene.collegue, raison="Appel"
    )
    scene.acteur.history.order_by("history_id").first()
    update_acteur(acteur=scene.acteur, champs={"sigle": "R"}, par=scene.collegue)
    scene.acteur.refresh_from_db()
    contribution = corriger(
        scene.acteur, adresse="2 rue B", sigle="RR", signe={"sources": {"sigle": "Leur logo"}}
    )
    adresse = reverse("moderation:contribution", args=[contribution.reference])
    page = lire(client.get(adresse))
    for attendu in ("1 bis rue A", "2 rue B", "Leur affiche", "Leur logo", "Par courriel"):
        assert attendu in page
    assert "camille@exemple.example" not in page
    update_acteur(acteur=scene.acteur, champs={"adresse": "9 rue Z"})
    perdu = client.post(
        adresse,
        {
            "decision": "accepter", "champs": ["adresse"], "motif": "Merci",
            "version_acteur": scene.acteur.version,
        },
    )  # fmt: skip
    assert perdu.status_code == 409
    page = lire(perdu)
    assert "a changé pendant que vous lisiez" in page
    assert 'value="Merci"' in page
    assert 'id="champ-adresse" checked' in page
    assert 'id="champ-sigle" checked' not in page
    scene.acteur.refresh_from_db()
    suite = client.post(
        adresse,
        {
            "decision": "accepter", "champs": ["adresse"],
            "version_acteur": scene.acteur.version, "retour": f"{FILE}?de=public",
        },
    )  # fmt: skip
    assert suite["Location"].startswith(f"{FILE}?de=public&lot=")
    contribution.refresh_from_db()
    assert contribution.etat == "en_partie"
    page = lire(client.get(adresse))
    assert "Acceptée en partie" in page
    assert "Annuler cette décision" in page
    tard = client.post(adresse, {"decision": "refuser", "motif": "Trop tard"})
    assert tard.status_code == 409


def test_a_question_is_asked_a_contribution_entrusted_and_a_twin_recognised(client, scene):
    existant = make_acteur(nom="Le Fournil", commune=scene.commune, adresse="3 rue C")
    contribution = proposer(scene.commune, adresse="4 rue D")
    adresse = reverse("moderation:contribution", args=[contribution.reference])
    page = lire(client.get(adresse))
    assert "Est-ce l’un de ceux-ci" in page
    assert "Même nom, même commune" in page
    vide = client.post(reverse("moderation:question", args=[contribution.reference]), {})
    assert vide.status_code == 422
    client.post(reverse("moderation:question", args=[contribution.reference]), {"question": "Où ?"})
    contribution.refresh_from_db()
    assert (contribution.etat, contribution.attribuee_a) == ("question", scene.curatrice)
    assert "Le Fournil" in lire(client.get(f"{FILE}?etat=question"))
    client.post(
        reverse("moderation:attribution", args=[contribution.reference]),
        {"a": scene.collegue.email},
    )
    contribution.refresh_from_db()
    assert contribution.attribuee_a == scene.collegue
    assert envoyer_dus() == 2  # the question, and the colleague
    client.post(
        reverse("moderation:rattachement", args=[contribution.reference]),
        {"acteur": existant.reference},
    )
    contribution.refresh_from_db()
    assert (contribution.nature, contribution.acteur, contribution.valeurs, contribution.base) == (
        "correction", existant, {"adresse": "4 rue D"}, {"adresse": "3 rue C"},
    )  # fmt: skip


def test_ones_own_proposal_waits_for_another(client, scene):
    contribution = corriger(scene.acteur, nom="Neuf", signe={"auteur": scene.curatrice})
    adresse = reverse("moderation:contribution", args=[contribution.reference])
    page = lire(client.get(adresse))
    assert "une autre personne en décidera" in page
    assert 'name="decision"' not in page
    assert client.post(adresse, {"decision": "accepter"}).status_code == 403


def test_each_value_shows_where_it_comes_from(client, scene):
    autre = make_utilisateur(nom="Noa Petit")
    theme = make_thematique("mobilite")
    update_acteur(
        acteur=scene.acteur, champs={"sigle": "R"}, thematiques=[theme], par=autre, raison="Appel"
    )
    acceptee = corriger(
        scene.acteur, site_web="https://r.example", adresse="2 rue B",
        signe={"sources": {"site_web": "Leur carte de visite"}},
    )  # fmt: skip
    decide_contribution(contribution=acceptee, geste="accepter", par=scene.curatrice)
    scene.acteur.refresh_from_db()
    corriger(
        scene.acteur, sigle="RR", site_web="https://rr.example", adresse="3 rue C", nom="Neuf",
        signe={"sources": {"sigle": "Leur logo"}},
    )  # fmt: skip
    registre(scene.acteur, valeurs={"thematiques": [["mobilite"], []], "sigle": ["R", "REG"]})
    lues = provenances([(scene.acteur, ["sigle", "site_web", "adresse", "nom", "thematiques"])])
    assert {nom: p.source for nom, p in lues[scene.acteur.pk].items()} == {
        "sigle": "Appel, Noa Petit",
        "site_web": "Leur carte de visite, selon le public",
        "adresse": "Leur affiche, selon le public",
        "nom": "Saisie ou fichier d’une organisation",
        "thematiques": "Appel, Noa Petit",
    }
    page = lire(client.get(FILE))
    for attendu in ("Leur logo,", "Leur carte de visite, selon le public", "Appel, Noa Petit"):
        assert attendu in page
    assert page.count("Appel, Noa Petit") == 3  # the acronym twice, the themes


def test_an_entry_of_a_register_says_so(scene):
    du_registre = make_acteur(nom="R", origine="sirene", source="Répertoire Sirene (Insee)")
    update_acteur(acteur=du_registre, champs={"source": "La structure"}, par=scene.collegue)
    lues = provenances([(du_registre, ["nom"])])
    assert lues[du_registre.pk]["nom"].source == "Répertoire Sirene (Insee)"


def test_what_registers_propose_is_taken_and_entrusted_too(client, scene):
    officielle, contribution = registre(scene.acteur), corriger(scene.acteur, nom="Neuf")
    cle = f"r-{officielle.reference}"
    assert "Je m’en occupe" in lire(client.get(FILE))
    suite = client.post(DECISION, {"decision": f"confier:{cle}", "retour": f"{FILE}?de=registre"})
    assert suite["Location"] == f"{FILE}?de=registre"
    officielle.refresh_from_db()
    assert officielle.attribuee_a == scene.curatrice
    page = lire(client.get(f"{FILE}?etat=moi"))
    assert "Vous la suivez" in page
    assert "Les miennes (1)" in page
    choix = [cle, f"c-{contribution.reference}"]
    envoi = {"decision": "confier", "choix": choix, "a": scene.collegue.email}
    assert "suit maintenant 2 propositions" in lire(client.post(DECISION, envoi, follow=True))
    assert envoyer_dus() == 1
    assert "Vous en suivez 2" in mail.outbox[0].body
    envoi["a"] = ""
    assert "laissées à qui veut" in lire(client.post(DECISION, envoi, follow=True))
    officielle.refresh_from_db()
    assert officielle.attribuee_a is None
    assert "Cochez d’abord" in lire(client.post(DECISION, {"decision": "confier"}, follow=True))
    # Neither by who may not decide, nor once it is decided.
    autre = make_utilisateur()
    make_organisation(autre)
    client.force_login(autre)
    refus = client.post(DECISION, {**envoi, "a": "moi"}, follow=True)
    assert "pas à vous d’en décider" in lire(refus)
    decide_lot(geste="refuser", par=scene.curatrice, officielles=[officielle])
    client.force_login(scene.curatrice)
    refus = client.post(DECISION, {"decision": f"confier:{cle}"}, follow=True)
    assert "déjà décidé" in lire(refus)
