"""Screens of conversations: without JavaScript, with htmx, for each role."""

import pytest
from django.urls import reverse

from diagnostics.models import Abonnement, Commentaire, Mention
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(diagnostic, element):
    return reverse("diagnostics:fil", args=[diagnostic.reference, "element", element.reference])


def ecrire(client, page, texte, **champs):
    return client.post(f"{page}commenter/", {"texte": texte, **champs})


def test_writing_without_javascript(client, diagnostic, page, gens):
    reponse = ecrire(client, page, "Vu au marché, @Aline Agent", mentions=[gens.elue.pk])
    commentaire = Commentaire.objects.get()
    assert reponse.url == f"{page}?nouveau={commentaire.reference}#c-{commentaire.reference}"
    html = client.get(reponse.url).content.decode()
    assert '<strong class="e-mention">@Aline Agent</strong>' in html
    assert "À l’attention de Aline Agent, Élise Élue" in html
    assert f'id="c-{commentaire.reference}"' in html


def test_a_refusal_keeps_what_was_typed(client, page, gens):
    reponse = ecrire(client, page, "x" * 4001)
    assert reponse.status_code == 422
    html = reponse.content.decode()
    assert "4001 caractères" in html
    assert "x" * 4001 in html


def test_a_refused_answer_opens_its_own_form(client, page, gens):
    ecrire(client, page, "Une question")
    racine = Commentaire.objects.get()
    html = ecrire(client, page, "y" * 4001, fil=racine.reference).content.decode()
    assert '<details class="e-repondre" open>' in html
    assert html.count("y" * 4001) == 1


def test_htmx_gets_the_conversation_alone(client, page, gens):
    ecrire(client, page, "Une question")
    html = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith("<section")
    assert "Une question" in html
    entiere = client.get(page).content.decode()
    assert "Une question" in entiere
    assert "<!doctype html>" in entiere


def test_what_is_written_is_escaped(client, page, gens):
    ecrire(client, page, "<script>alert(1)</script> https://exemple.example/?a=1&b=<b>")
    html = client.get(page).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert 'rel="nofollow"' in html


def test_reading_one_s_mention_marks_it(client, diagnostic, page, gens):
    client.force_login(gens.agent)
    ecrire(client, page, "Bonjour @Pilote")
    assert Mention.objects.get().lue_le is None
    client.force_login(gens.pilote)
    assert "vous mentionne" in client.get(page).content.decode()
    assert Mention.objects.get().lue_le
    assert "vous mentionne" not in client.get(page).content.decode()


def test_readers_read_and_do_not_write(client, page, gens):
    ecrire(client, page, "Une question")
    client.force_login(gens.lecteur)
    html = client.get(page).content.decode()
    assert "Une question" in html
    assert 'name="texte"' not in html
    assert ecrire(client, page, "Non").status_code == 403


@pytest.mark.parametrize("role", ["elue", "structure"])
def test_who_reads_no_interview_reads_none_of_its_comments(
    client, diagnostic, entretien, gens, role
):
    adresse = reverse(
        "diagnostics:fil", args=[diagnostic.reference, "entretien", entretien.reference]
    )
    ecrire(client, adresse, "Secret du lavoir")
    commentaire = Commentaire.objects.get()
    client.force_login(getattr(gens, role))
    assert client.get(adresse).status_code == 403
    assert ecrire(client, adresse, "Moi aussi").status_code == 403
    agir = reverse(
        "diagnostics:resoudre_commentaire", args=[diagnostic.reference, commentaire.reference]
    )
    assert client.post(agir).status_code == 403
    for nom in ("echanges", "fiche", "historique"):
        html = client.get(reverse(f"diagnostics:{nom}", args=[diagnostic.reference])).content
        assert b"lavoir" not in html, nom


def test_editing_one_s_own_only(client, diagnostic, page, gens):
    client.force_login(gens.agent)
    ecrire(client, page, "Avant")
    commentaire = Commentaire.objects.get()
    adresse = reverse(
        "diagnostics:modifier_commentaire", args=[diagnostic.reference, commentaire.reference]
    )
    html = client.get(f"{page}?modifier={commentaire.reference}").content.decode()
    assert "Reformuler" in html
    assert client.post(adresse, {"texte": "Après", "version": "1"}).status_code == 302
    # From another window: what is typed is kept, what is saved is shown.
    conflit = client.post(adresse, {"texte": "Troisième", "version": "1"})
    assert conflit.status_code == 409
    html = conflit.content.decode()
    assert "Troisième" in html
    assert "Après" in html
    client.force_login(gens.pilote)
    assert client.post(adresse, {"texte": "Autrui"}).status_code == 403
    assert (
        "Reformuler" not in client.get(f"{page}?modifier={commentaire.reference}").content.decode()
    )


def test_erasing_and_putting_back(client, diagnostic, page, gens):
    client.force_login(gens.agent)
    ecrire(client, page, "Trop vite dit")
    commentaire = Commentaire.objects.get()
    adresse = reverse(
        "diagnostics:effacer_commentaire", args=[diagnostic.reference, commentaire.reference]
    )
    client.force_login(gens.structure)
    assert client.post(adresse).status_code == 403
    client.force_login(gens.agent)
    client.post(adresse)
    html = client.get(page).content.decode()
    assert "Commentaire effacé" in html
    assert "Trop vite dit" not in html
    client.post(adresse, {"annuler": "1"})
    assert "Trop vite dit" in client.get(page).content.decode()


def test_the_list_filters_in_the_address(client, diagnostic, page, gens, url):
    ecrire(client, page, "Une question")
    racine = Commentaire.objects.get()
    resoudre = reverse(
        "diagnostics:resoudre_commentaire", args=[diagnostic.reference, racine.reference]
    )
    assert "Une question" in client.get(url("echanges")).content.decode()
    client.post(resoudre)
    assert "Une question" not in client.get(url("echanges")).content.decode()
    assert "Une question" in client.get(url("echanges") + "?etat=resolues").content.decode()
    client.post(resoudre, {"rouvrir": "1"})
    assert "Une question" in client.get(url("echanges")).content.decode()
    assert "Une question" not in client.get(url("echanges") + "?moi=1").content.decode()
    assert "Une question" not in client.get(url("echanges") + "?outil=entretiens").content.decode()


def test_following_and_stopping(client, diagnostic, url, gens):
    client.post(url("suivre"), {"retour": url("echanges")})
    assert Abonnement.objects.get().actif
    assert 'aria-pressed="true"' in client.get(url("echanges")).content.decode()
    reponse = client.post(url("suivre"), {"actif": "non", "retour": "https://ailleurs.example/"})
    assert reponse.url == url("fiche")
    assert not Abonnement.objects.get().actif


def test_one_cannot_follow_what_one_may_not_read(client, url, entretien, gens):
    client.force_login(gens.elue)
    saisie = {"type": "entretien", "cible": entretien.reference}
    assert client.post(url("suivre"), saisie).status_code == 403
    assert client.post(url("suivre"), {"type": "inconnu", "cible": "x"}).status_code == 404


def test_an_archived_process_is_read_only(client, diagnostic, page, gens):
    ecrire(client, page, "Avant l’archive")
    diagnostic.statut = "archive"
    diagnostic.save()
    html = client.get(page).content.decode()
    assert "Avant l’archive" in html
    assert 'name="texte"' not in html
    assert ecrire(client, page, "Après").status_code == 403


def test_all_mentions_are_marked_at_once(client, diagnostic, element, gens, url):
    commentaire = f.make_commentaire(element, auteur=gens.agent)
    Mention.objects.create(commentaire=commentaire, utilisateur=gens.pilote)
    client.post(url("mentions_lues"))
    assert Mention.objects.get().lue_le


def test_the_statement_s_panel_leads_to_the_conversation(client, url, element, page, gens):
    html = client.get(url("matrice") + f"?element={element.reference}").content.decode()
    assert page in html
    assert "Commenter" in html
    f.make_commentaire(element)
    html = client.get(url("matrice") + f"?element={element.reference}").content.decode()
    assert "1\xa0commentaire" in html
