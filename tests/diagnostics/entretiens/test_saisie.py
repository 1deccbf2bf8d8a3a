"""Answers as they are typed: twice, late, from two screens, without JavaScript."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import settings as reglages
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from diagnostics.models import Reponse, Verbatim
from diagnostics.services.saisie import Envoi, enregistrer_reponse, enregistrer_verbatim
from socle.modeles import ConflitDEdition
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def entretien(diagnostic):
    return f.make_entretien(diagnostic, grille=f.make_grille(diagnostic, "A ?", "B ?"))


@pytest.fixture
def ecrire(entretien, pilote):
    def appel(texte, envoi=None, *, par=pilote, valeur="", question=None):
        return enregistrer_reponse(
            entretien=entretien, question=question, texte=texte, valeur=valeur,
            envoi=envoi or Envoi(), par=par,
        )  # fmt: skip

    return appel


def test_a_send_received_twice_writes_once(ecrire):
    premier = Envoi(0, "tab", 1)
    assert ecrire("Bonjour", premier).version == 1
    assert ecrire("Bonjour", premier).version == 1
    assert Reponse.objects.get().texte == "Bonjour"


def test_a_screen_that_missed_the_answer_is_not_in_conflict_with_itself(ecrire):
    ecrire("Bon", Envoi(0, "tab", 1))  # its answer never came back
    assert ecrire("Bonjour", Envoi(0, "tab", 2)).version == 2
    assert Reponse.objects.get().texte == "Bonjour"


def test_a_send_that_comes_late_does_not_bring_back_the_past(ecrire):
    ecrire("Bonjour", Envoi(0, "tab", 2))
    ecrire("Bon", Envoi(0, "tab", 1))
    assert Reponse.objects.get().texte == "Bonjour"


def test_somebody_else_is_never_overwritten(ecrire, diagnostic):
    ecrire("Le mien", Envoi(0, "tab", 1))
    autre = f.make_membre(diagnostic)
    with pytest.raises(ConflitDEdition) as conflit:
        ecrire("Le sien", Envoi(0, "autre", 1), par=autre)
    assert conflit.value.actuel.texte == "Le mien"
    ecrire("Les deux", Envoi(1, "autre", 2), par=autre)
    with pytest.raises(ConflitDEdition):
        ecrire("Encore moi", Envoi(1, "tab", 3))
    assert Reponse.objects.get().texte == "Les deux"


def test_same_text_from_two_screens_is_no_conflict(ecrire, diagnostic):
    ecrire("Pareil", Envoi(0, "tab", 1))
    assert ecrire("Pareil", Envoi(0, "autre", 1), par=f.make_membre(diagnostic)).version == 1


def test_nothing_is_written_for_nothing(ecrire):
    assert ecrire("").version == 0
    assert not Reponse.objects.exists()


def test_values_are_those_proposed(ecrire, entretien):
    question = entretien.grille.questions.first()
    question.nature, question.choix = "choix", ["Oui", "Non"]
    question.save()
    assert ecrire("", valeur="Oui", question=question).valeur == "Oui"
    with pytest.raises(ValidationError, match="valeurs proposées"):
        ecrire("", valeur="Peut-être", question=question)
    with pytest.raises(ValidationError, match="valeurs proposées"):
        ecrire("", valeur="1")


def test_typing_makes_one_line_of_history_per_person(ecrire, diagnostic):
    for rang, texte in enumerate(("B", "Bo", "Bon"), 1):
        reponse = ecrire(texte, Envoi(rang - 1, "tab", rang))
    assert [h.texte for h in reponse.history.all()] == ["Bon"]
    ecrire("Bon, oui", Envoi(3, "autre", 1), par=f.make_membre(diagnostic))
    assert [h.texte for h in reponse.history.all()] == ["Bon, oui", "Bon"]
    assert reponse.history.first().version == 4


def test_exact_words_are_written_once(entretien, pilote):
    champs = {"consentement": "oral", "anonymat": "anonyme", "question": None}
    for _ in range(2):
        enregistrer_verbatim(
            entretien=entretien, cle="c1", texte="Mot", champs=champs, envoi=Envoi(0, "t", 1),
            par=pilote,
        )  # fmt: skip
        # without JavaScript the form has no name of its own: the same words are recognised
        enregistrer_verbatim(
            entretien=entretien, cle="nouveau-notes", texte="Autre", champs=champs, envoi=Envoi(),
            par=pilote,
        )  # fmt: skip
    assert sorted(Verbatim.objects.values_list("texte", flat=True)) == ["Autre", "Mot"]
    with pytest.raises(ValidationError, match="mots exacts"):
        enregistrer_verbatim(
            entretien=entretien, cle="c1", texte=" ", champs=champs, envoi=Envoi(), par=pilote
        )


# ── Whatever the network does ───────────────────────────────────────────────
class Reseau(TestCase):
    """Sends of one screen, repeated and reordered: the last text typed wins, none is in conflict."""

    @reglages(deadline=None, max_examples=25)
    @given(
        frappes=st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=5),
        donnees=st.data(),
    )
    def test_one_screen_ends_with_its_last_text(self, frappes, donnees):
        pilote = f.make_utilisateur()
        entretien = f.make_entretien(f.make_diagnostic(pilote))
        envois = [(t, Envoi(0, "tab", rang)) for rang, t in enumerate(frappes, 1)]
        recus = donnees.draw(st.permutations(envois + envois[:2]))
        for texte, envoi in recus:
            enregistrer_reponse(
                entretien=entretien, question=None, texte=texte, valeur="", envoi=envoi, par=pilote
            )
        assert Reponse.objects.get(entretien=entretien).texte == frappes[-1]

    @reglages(deadline=None, max_examples=25)
    @given(
        tours=st.lists(st.tuples(st.sampled_from("AB"), st.text("xyz", min_size=1, max_size=3)),
                       min_size=1, max_size=8)
    )  # fmt: skip
    def test_two_screens_never_lose_a_word_silently(self, tours):
        """Every refused text is either already there, or told to its author with the other one."""
        gens = {nom: f.make_utilisateur() for nom in "AB"}
        entretien = f.make_entretien(f.make_diagnostic(gens["A"]))
        base = dict.fromkeys("AB", 0)
        ecrits, montres = [], []
        for rang, (nom, texte) in enumerate(tours, 1):
            try:
                reponse = enregistrer_reponse(
                    entretien=entretien, question=None, texte=texte, valeur="",
                    envoi=Envoi(base[nom], nom, rang), par=gens[nom],
                )  # fmt: skip
            except ConflitDEdition as conflit:
                montres.append((conflit.actuel.texte, texte))
                base[nom] = conflit.actuel.version
            else:
                ecrits.append(texte)
                base[nom] = reponse.version
        assert Reponse.objects.get().texte == ecrits[-1]
        assert len(ecrits) + len(montres) == len(tours)
        assert all(serveur in ecrits for serveur, _ in montres)


# ── Through the screen ──────────────────────────────────────────────────────
def _saisir(client, url, entretien, json=True, **donnees):
    return client.post(
        url("entretien_saisie", entretien.reference),
        {"cible": "reponse", "cle": "notes", **donnees},
        headers={"Accept": "application/json"} if json else {},
    )


def test_the_screen_is_told_version_and_time(client, url, entretien):
    reponse = _saisir(client, url, entretien, texte="Bonjour", version=0, poste="t", rang=1)
    assert reponse.status_code == 200
    recu = reponse.json()
    assert (recu["version"], recu["texte"]) == (1, "Bonjour")
    assert "h" in recu["heure"]


def test_the_screen_is_given_the_other_text(client, url, entretien, diagnostic):
    f.make_reponse(entretien, "Déjà là", auteur=f.make_membre(diagnostic))
    reponse = _saisir(client, url, entretien, texte="Le mien", version=0, poste="t", rang=1)
    assert reponse.status_code == 409
    assert reponse.json()["actuel"]["texte"] == "Déjà là"


def test_without_javascript_both_texts_are_shown(client, url, entretien):
    f.make_reponse(entretien, "Déjà là")
    reponse = _saisir(client, url, entretien, json=False, texte="Le mien", version=0)
    assert reponse.status_code == 409
    assert "Déjà là" in reponse.text
    assert "Le mien</textarea>" in reponse.text
    reponse = _saisir(client, url, entretien, json=False, texte="Les deux", version=1)
    assert reponse.status_code == 302
    assert Reponse.objects.get().texte == "Les deux"


def test_without_javascript_exact_words_too(client, url, entretien):
    cle = entretien.grille.questions.first().cle
    reponse = client.post(
        url("entretien_saisie", entretien.reference),
        {"cible": "verbatim", "cle": f"nouveau-{cle}", "question": cle, "texte": "Tel quel",
         "consentement": "refuse", "anonymat": "anonyme", "version": "0"},
    )  # fmt: skip
    assert reponse.status_code == 302
    verbatim = Verbatim.objects.get()
    assert (verbatim.consentement, verbatim.question.cle) == ("refuse", cle)
    page = client.get(url("entretien_mener", entretien.reference)).text
    assert "Tel quel" in page
    client.post(url("verbatim_retirer", entretien.reference, verbatim.reference))
    assert not Verbatim.objects.exists()


def test_what_cannot_be_kept_is_said(client, url, entretien):
    assert _saisir(client, url, entretien, texte="x" * 20_001).status_code == 422
    reponse = _saisir(client, url, entretien, json=False, texte="x" * 20_001)
    assert reponse.status_code == 422
    assert "ramenez-le" in reponse.text
    assert _saisir(client, url, entretien, cle="inconnue", texte="x").status_code == 404


def test_drafts_belong_to_one_person(client, url, entretien, diagnostic):
    page = client.get(url("entretien_mener", entretien.reference)).text
    client.force_login(f.make_membre(diagnostic))
    autre = client.get(url("entretien_mener", entretien.reference)).text
    marque = 'data-proprietaire="'
    assert page.split(marque)[1][:16] != autre.split(marque)[1][:16]


def test_a_late_send_does_not_undo_the_same_text_typed_again(entretien):
    pilote = f.make_utilisateur()
    for texte, rang in (("aa", 1), ("aa", 5), ("a", 3)):
        reponse = enregistrer_reponse(
            entretien=entretien, question=None, texte=texte, valeur="",
            envoi=Envoi(0, "tab", rang), par=pilote,
        )  # fmt: skip
    assert (reponse.texte, reponse.version) == ("aa", 1)
    assert Reponse.objects.get().texte == "aa"
