"""Screens of reports: rights per role, forms, progress without JavaScript, links."""

import html as balisage
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from diagnostics.models import MembreDiagnostic
from rapports.forms import ProduireForm
from rapports.models import Partage, Rapport
from rapports.services.options import Options
from tests import fabriques as f
from tests.rapports.donnees import PRIVES, make_demarche
from tests.rapports.outils import adresse_de as _adresse
from tests.rapports.outils import make_rapport as _produire

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche():
    return make_demarche()


@pytest.fixture
def rapport(demarche, mise_en_page):
    return _produire(demarche)


def _formulaire(client, diagnostic):
    """The form as a browser would send it back untouched."""
    reponse = client.get(_adresse("nouveau", diagnostic.reference))
    form = reponse.context["form"]
    return {nom: form[nom].value() for nom in form.fields if form[nom].value() is not None}


# ── Rights ───────────────────────────────────────────────────────────────────
LECTURE = ("fiche", "telecharger", "apercu")
ACTIONS = ("relancer", "annuler", "supprimer")


def _roles(demarche):
    lecteur = f.make_membre(demarche.diagnostic, role=MembreDiagnostic.Role.LECTEUR)
    autre = f.make_utilisateur()
    f.make_organisation(autre)
    return {
        "pilote": demarche.pilote,
        "agent": demarche.membre,
        "lecteur": lecteur,
        "elu": demarche.elue,
        "autre": autre,
    }


@pytest.mark.parametrize(
    ("role", "lire", "produire", "agir", "partager"),
    [
        ("pilote", 200, 200, 302, 302),
        ("agent", 200, 200, 403, 403),
        ("lecteur", 200, 403, 403, 403),
        ("elu", 200, 403, 403, 403),
        ("autre", 404, 404, 404, 404),
    ],
)
def test_rights_of_each_role(client, demarche, rapport, role, lire, produire, agir, partager):
    client.force_login(_roles(demarche)[role])
    reference = demarche.diagnostic.reference
    assert client.get(_adresse("liste", reference)).status_code == lire
    for nom in LECTURE:
        assert client.get(_adresse(nom, rapport.reference)).status_code == lire, nom
    assert client.get(_adresse("nouveau", reference)).status_code == produire
    partage = client.post(_adresse("partager", rapport.reference), {"jours": 7})
    assert partage.status_code == partager
    lien = Partage.objects.create(
        rapport=rapport, expire_le=timezone.now() + timedelta(days=1), cree_par=demarche.pilote
    )
    ferme = client.post(_adresse("revoquer", rapport.reference, lien.jeton))
    assert ferme.status_code == partager
    for nom in ACTIONS:
        assert client.post(_adresse(nom, rapport.reference)).status_code == agir, nom


def test_anonymous_visitors_are_sent_to_the_login(client, demarche, rapport):
    adresses = [
        _adresse("liste", demarche.diagnostic.reference),
        _adresse("nouveau", demarche.diagnostic.reference),
        *(_adresse(nom, rapport.reference) for nom in LECTURE),
    ]
    for adresse in adresses:
        reponse = client.get(adresse)
        assert reponse.status_code == 302
        assert reponse.url.startswith("/comptes/login/")
    for nom in ACTIONS:
        reponse = client.post(_adresse(nom, rapport.reference))
        assert reponse.url.startswith("/comptes/login/")
    assert Rapport.objects.filter(pk=rapport.pk).exists()


def test_a_public_demarche_does_not_open_its_reports(client, demarche, rapport):
    demarche.diagnostic.visibilite = "public"
    demarche.diagnostic.save()
    client.force_login(f.make_utilisateur())
    assert client.get(_adresse("liste", demarche.diagnostic.reference)).status_code == 403
    assert client.get(_adresse("telecharger", rapport.reference)).status_code == 404


def test_members_report_is_read_by_those_who_may_read_interviews(client, demarche, mise_en_page):
    rapport = _produire(demarche, audience="membres")
    for role, attendu in {"pilote": 200, "agent": 200, "elu": 403, "autre": 404}.items():
        client.force_login(_roles(demarche)[role])
        for nom in ("telecharger", "apercu"):
            assert client.get(_adresse(nom, rapport.reference)).status_code == attendu, role
    client.force_login(demarche.elue)
    page = client.get(_adresse("fiche", rapport.reference)).content.decode()
    assert "Ce rapport nomme les entretiens" in page
    assert "Télécharger le PDF" not in page
    liste = client.get(_adresse("liste", demarche.diagnostic.reference)).content.decode()
    assert _adresse("telecharger", rapport.reference) not in liste


def test_requester_manages_their_own_report(client, demarche, mise_en_page):
    rapport = _produire(demarche, demandeur=demarche.membre)
    client.force_login(demarche.membre)
    assert client.post(_adresse("supprimer", rapport.reference)).status_code == 302
    assert not Rapport.objects.filter(pk=rapport.pk).exists()


@pytest.mark.parametrize("nom", [*ACTIONS, "partager"])
def test_actions_are_never_links(client, demarche, rapport, nom):
    client.force_login(demarche.pilote)
    assert client.get(_adresse(nom, rapport.reference)).status_code == 405


# ── Asking ───────────────────────────────────────────────────────────────────
def test_untouched_form_asks_for_the_proposed_report(
    client, demarche, django_capture_on_commit_callbacks, monkeypatch
):
    envoyes = []
    monkeypatch.setattr("socle.travaux._envoyer", envoyes.append)
    client.force_login(demarche.pilote)
    donnees = _formulaire(client, demarche.diagnostic)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(_adresse("nouveau", demarche.diagnostic.reference), donnees)
    rapport = Rapport.objects.get()
    assert reponse.url == _adresse("fiche", rapport.reference)
    assert envoyes == [rapport]
    assert (rapport.audience, rapport.demandeur) == ("publique", demarche.pilote)
    assert Options.lire(rapport.options) == Options()


def test_edited_note_is_kept(client, demarche):
    client.force_login(demarche.membre)
    donnees = _formulaire(client, demarche.diagnostic) | {
        "audience": "membres",
        "titre_1": "Un message à moi",
        "decision": "Nommer qui animera",
        "precision_1": "Puis financer.",
        "sections": ["note"],
    }
    client.post(_adresse("nouveau", demarche.diagnostic.reference), donnees)
    rapport = Rapport.objects.get()
    options = Options.lire(rapport.options)
    assert options.messages[0].titre == "Un message à moi"
    assert options.messages[0].element == demarche.elements[0].reference
    assert len(options.messages) == 4
    assert (options.decision, options.precisions) == ("Nommer qui animera", ("Puis financer.",))
    assert options.sections == ("note",)
    suivant = client.get(_adresse("nouveau", demarche.diagnostic.reference))
    assert "Un message à moi" in suivant.content.decode()
    depart = client.get(_adresse("nouveau", demarche.diagnostic.reference) + "?propositions")
    assert "Un message à moi" not in depart.content.decode()


@pytest.mark.parametrize(
    ("champ", "valeur", "message"),
    [
        ("audience", "", "Choisissez à qui s’adresse le rapport."),
        ("sections", [], "Gardez au moins un chapitre."),
        ("titre_5", "x" * 400, "120"),
        ("decision", "x" * 400, "160"),
    ],
)
def test_wrong_input_is_explained_and_nothing_lost(client, demarche, champ, valeur, message):
    client.force_login(demarche.pilote)
    donnees = _formulaire(client, demarche.diagnostic) | {"texte_4": "Gardé", champ: valeur}
    reponse = client.post(_adresse("nouveau", demarche.diagnostic.reference), donnees)
    assert reponse.status_code == 422
    assert message in balisage.unescape(reponse.content.decode())
    assert "Gardé" in reponse.content.decode()
    assert not Rapport.objects.exists()


def test_too_many_figures_and_untitled_message_are_refused(demarche):
    from rapports.services.contenu import list_figures

    chiffres = list_figures(demarche.diagnostic, audience="publique")
    form = ProduireForm(
        {
            "audience": "publique",
            "sections": ["note"],
            "chiffres": [c.cle for c in chiffres[:4]],
            "texte_1": "Sans titre",
        },
        propositions=(),
        chiffres=chiffres,
        options=Options(),
    )
    assert not form.is_valid()
    assert "décochez-en 1" in form.errors["chiffres"][0]
    assert "Donnez un titre" in form.errors["titre_1"][0]


def test_a_fourth_report_at_once_is_refused_kindly(client, demarche):
    client.force_login(demarche.pilote)
    donnees = _formulaire(client, demarche.diagnostic)
    for rang in range(4):
        reponse = client.post(
            _adresse("nouveau", demarche.diagnostic.reference),
            donnees | {"decision": f"Choix {rang}"},
            follow=True,
        )
    assert "déjà en préparation" in reponse.content.decode()
    assert Rapport.objects.count() == 3


def test_preview_reads_like_the_report(client, demarche):
    client.force_login(demarche.pilote)
    donnees = _formulaire(client, demarche.diagnostic) | {"decision": "Nommer qui animera"}
    reponse = client.post(_adresse("apercu_demande", demarche.diagnostic.reference), donnees)
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert "Nommer qui animera" in page
    assert 'name="viewport"' in page
    assert "rapport-ecran.css" in page
    assert " style=" not in page
    assert "<script" not in page
    for prive in PRIVES:
        assert prive not in page
    assert not Rapport.objects.exists()


# ── Following ────────────────────────────────────────────────────────────────
def _en_cours(demarche, **champs):
    return Rapport.objects.create(
        diagnostic=demarche.diagnostic,
        audience="publique",
        demandeur=demarche.pilote,
        **{"etat": "en_cours", "etape": "Mettre en page", "pourcentage": 40, **champs},
    )


def test_progress_is_followed_with_and_without_javascript(client, demarche):
    rapport = _en_cours(demarche)
    client.force_login(demarche.pilote)
    page = client.get(_adresse("fiche", rapport.reference)).content.decode()
    assert "Mettre en page" in page
    assert re.search(r'<progress max="100" value="40" aria-label="[^"]+"', page)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert 'hx-trigger="every 1s"' in page
    fragment = client.get(
        _adresse("fiche", rapport.reference), headers={"hx-request": "true"}
    ).content.decode()
    assert "<html" not in fragment
    assert "hx-get" in fragment
    assert balise_suivi(fragment) == balise_suivi(page)


def balise_suivi(page):
    """The swapped element, without the security token that changes at each answer."""
    debut = page.index('<div id="suivi-rapport"')
    morceau = page[debut:].split("</main>")[0]
    morceau = re.sub(r'value="[A-Za-z0-9]{64}"', "", morceau)
    return re.sub(r"\s+", " ", morceau).replace("</div>", "").strip()


def test_polling_stops_at_the_end(client, demarche, rapport):
    client.force_login(demarche.pilote)
    fragment = client.get(
        _adresse("fiche", rapport.reference), headers={"hx-request": "true"}
    ).content.decode()
    page = client.get(_adresse("fiche", rapport.reference)).content.decode()
    assert "hx-trigger" not in fragment
    assert "Télécharger le PDF" in fragment
    assert "http-equiv" not in page
    assert balise_suivi(fragment) == balise_suivi(page)


def test_failure_shows_its_reason_and_a_way_to_try_again(client, demarche):
    rapport = _en_cours(demarche, etat="echec", erreur="Le disque est plein.")
    client.force_login(demarche.pilote)
    page = client.get(_adresse("fiche", rapport.reference)).content.decode()
    assert "Le disque est plein." in page
    assert _adresse("relancer", rapport.reference) in page
    client.post(_adresse("relancer", rapport.reference))
    rapport.refresh_from_db()
    assert (rapport.etat, rapport.erreur) == ("en_attente", "")


def test_cancelling_stops_the_work(client, demarche):
    rapport = _en_cours(demarche)
    client.force_login(demarche.pilote)
    client.post(_adresse("annuler", rapport.reference))
    rapport.refresh_from_db()
    assert rapport.etat == "annule"


# ── Downloading ──────────────────────────────────────────────────────────────
def test_download_is_an_attachment_no_cache_keeps(client, demarche, rapport):
    client.force_login(demarche.elue)
    reponse = client.get(_adresse("telecharger", rapport.reference))
    assert reponse.content.startswith(b"%PDF")
    assert reponse["Content-Type"] == "application/pdf"
    assert re.fullmatch(
        r'attachment; filename="rapport-pays-dessai-\d{4}-\d\d-\d\d\.pdf"',
        reponse["Content-Disposition"],
    )
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Cache-Control"] == "private, no-store"


def test_expired_report_says_so(client, demarche, rapport):
    Rapport.objects.update(expire_le=timezone.now())
    client.force_login(demarche.pilote)
    assert client.get(_adresse("telecharger", rapport.reference)).status_code == 410
    page = client.get(_adresse("fiche", rapport.reference)).content.decode()
    assert "n’est plus disponible" in page
    assert "Télécharger le PDF" not in page


def test_list_starts_with_the_latest(client, demarche, mise_en_page):
    premier, second = _produire(demarche), _produire(demarche)
    Rapport.objects.filter(pk=premier.pk).update(cree_le=timezone.now() - timedelta(days=1))
    client.force_login(demarche.pilote)
    page = client.get(_adresse("liste", demarche.diagnostic.reference)).content.decode()
    assert page.index(f"/rapports/{second.reference}/") < page.index(
        f"/rapports/{premier.reference}/"
    )


# ── Costs ────────────────────────────────────────────────────────────────────
def test_list_costs_the_same_with_one_or_three(
    client, demarche, rapport, mise_en_page, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(demarche.pilote)
    adresse = _adresse("liste", demarche.diagnostic.reference)
    client.get(adresse)
    with CaptureQueriesContext(connection) as une:
        client.get(adresse)
    for autre in (_produire(demarche), _produire(demarche)):
        Partage.objects.create(rapport=autre, expire_le=timezone.now() + timedelta(days=1))
    with django_assert_num_queries(len(une)):
        page = client.get(adresse).content.decode()
    assert page.count("Télécharger<span") == 3


def test_report_page_costs_the_same_with_one_or_three_links(
    client, demarche, rapport, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(demarche.pilote)
    adresse = _adresse("fiche", rapport.reference)
    Partage.objects.create(rapport=rapport, expire_le=timezone.now() + timedelta(days=1))
    client.get(adresse)
    with CaptureQueriesContext(connection) as une:
        client.get(adresse)
    for _ in range(2):
        Partage.objects.create(rapport=rapport, expire_le=timezone.now() + timedelta(days=1))
    with django_assert_num_queries(len(une)):
        client.get(adresse)
