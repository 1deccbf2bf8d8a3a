"""Phones: joining without an account, writing without JavaScript, cheap polling, coming back."""

import json
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from diagnostics.models import NoteSeance
from diagnostics.services.seance import conduite, decisions, groupes, voix
from tests.diagnostics.seance.outils import aller, make_note, make_participant, make_seance

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _sans_freins():
    cache.clear()


def adresse(nom, seance, *suite):
    return reverse(f"diagnostics:seance_{nom}", args=[seance.reference, *suite])


def entrer(seance, genre="ess", pseudonyme="Léa"):
    """Join as a phone does and return its browser."""
    telephone = Client()
    reponse = telephone.post(
        reverse("diagnostics:seance_entrer", args=[seance.jeton]),
        {"pseudonyme": pseudonyme, "genre": genre},
    )
    assert reponse.status_code == 302
    return telephone


def test_entrer_par_le_lien_ou_par_le_code():
    seance = make_seance()
    telephone = Client()
    page = telephone.get(reverse("diagnostics:seance_entrer", args=[seance.jeton]))
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"
    suite = telephone.post(reverse("diagnostics:seance_code"), {"code": f" {seance.code.lower()} "})
    assert suite["Location"].endswith(f"/{seance.jeton}/")
    faux = telephone.post(reverse("diagnostics:seance_code"), {"code": "AAAAAAAA"})
    assert faux.status_code == 422
    telephone = entrer(seance)
    cookie = telephone.cookies[f"seance-{seance.reference}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/demarches/seance/"
    # The same phone that scans again goes straight back to the room.
    encore = telephone.get(reverse("diagnostics:seance_entrer", args=[seance.jeton]))
    assert encore["Location"] == adresse("salle", seance)
    assert seance.participants.count() == 1


def test_un_lien_ferme_le_dit():
    seance = make_seance()
    conduite.regler_lien(seance=seance, acte="fermer")
    reponse = Client().get(reverse("diagnostics:seance_entrer", args=[seance.jeton]))
    assert reponse.status_code == 410
    assert "Ce lien est fermé" in reponse.content.decode()


def test_revenir_d_un_autre_telephone():
    seance = make_seance()
    lea = make_participant(seance)
    make_note(lea, "Déjà écrite")
    autre = Client()
    assert autre.get(adresse("salle", seance))["Location"] == adresse("retour", seance)
    assert autre.post(adresse("retour", seance), {"code": "1-AAAAAAAA"}).status_code == 422
    autre.post(adresse("retour", seance), {"code": lea.code_retour.lower()})
    page = autre.get(adresse("salle", seance)).content.decode()
    assert "Déjà écrite" in page
    assert lea.code_retour in page


def test_ecrire_changer_retirer_sans_javascript():
    seance = make_seance()
    telephone = entrer(seance)
    page = telephone.get(adresse("salle", seance)).content.decode()
    cle = re.search(r'name="cle" value="(\w+)"', page)[1]
    envoi = {"case": "force", "texte": "Une gare", "cle": cle}
    for _ in range(2):
        assert telephone.post(adresse("noter", seance), envoi).status_code == 302
    note = NoteSeance.objects.get()
    page = telephone.get(adresse("salle", seance)).content.decode()
    assert "Une gare" in page
    assert "Actualiser la page" in page
    telephone.post(
        adresse("reprendre", seance),
        {"numero": note.numero, "texte": "Une halte", "case": "menace"},
    )
    note.refresh_from_db()
    assert (note.texte, note.case) == ("Une halte", "menace")
    telephone.post(adresse("reprendre", seance), {"numero": note.numero, "acte": "retirer"})
    note.refresh_from_db()
    assert note.etat == "retiree"


def test_le_recueil_ne_montre_que_ses_notes():
    seance = make_seance()
    un, autre = entrer(seance), entrer(seance)
    un.post(adresse("noter", seance), {"case": "force", "texte": "SECRET", "cle": "abcdefgh"})
    assert "SECRET" in un.get(adresse("salle", seance)).content.decode()
    assert "SECRET" not in autre.get(adresse("salle", seance)).content.decode()
    # Not even in the answer to polling, whatever the phone says it knows.
    etat = autre.get(adresse("salle_etat", seance), {"e": "recueil", "r": 0, "p": 0}, **JSON)
    assert "SECRET" not in etat.content.decode()
    aller(seance, "revelation")
    assert "SECRET" in autre.get(adresse("salle", seance)).content.decode()


def test_voter_sans_javascript():
    seance = make_seance()
    numero = make_note(make_participant(seance)).numero
    aller(seance, "vote")
    telephone = entrer(seance)
    page = telephone.get(adresse("salle", seance)).content.decode()
    assert f'name="soutenir" value="{numero}"' in page
    telephone.post(adresse("voter", seance), {"soutenir": numero})
    page = telephone.get(adresse("salle", seance)).content.decode()
    assert f'name="reprendre" value="{numero}" aria-pressed="true"' in page
    assert "<strong>4</strong> voix sur 5" in page
    telephone.post(adresse("voter", seance), {"reprendre": numero})
    assert (
        "<strong>5</strong> voix sur 5" in telephone.get(adresse("salle", seance)).content.decode()
    )


def test_on_vote_sans_voir_les_voix_des_autres():
    seance = make_seance()
    lea = make_participant(seance)
    numero = make_note(lea).numero
    aller(seance, "vote")
    voix.voter(participant=lea, numero=numero)
    telephone = entrer(seance)
    assert "data-voix" not in telephone.get(adresse("salle", seance)).content.decode()
    aller(seance, "decision")
    page = telephone.get(adresse("salle", seance)).content.decode()
    assert "<strong>1</strong> voix" in page


def test_304_en_une_requete(django_assert_num_queries):
    seance = make_seance()
    lea = make_participant(seance)
    telephone = Client()
    telephone.cookies[f"seance-{seance.reference}"] = lea.jeton
    connu = {"e": "recueil", "r": "0", "p": "0"}
    premier = telephone.get(adresse("salle_etat", seance), connu, **JSON)
    entete = {"HTTP_IF_NONE_MATCH": premier["ETag"], **JSON}
    with django_assert_num_queries(1):
        reponse = telephone.get(adresse("salle_etat", seance), connu, **entete)
    assert reponse.status_code == 304
    assert "Content-Security-Policy" not in reponse
    assert "Set-Cookie" not in str(reponse.serialize_headers())
    # Somebody else writes: hidden, nothing for this phone.
    make_note(make_participant(seance))
    assert telephone.get(adresse("salle_etat", seance), connu, **entete).status_code == 304
    conduite.regler_minuteur(seance=seance, acte="lancer", minutes=5)
    assert telephone.get(adresse("salle_etat", seance), connu, **entete).status_code == 200


def test_seul_ce_qui_change_est_envoye():
    seance = make_seance()
    lea = make_participant(seance)
    a, b, c = (make_note(lea).numero for _ in range(3))
    aller(seance, "regroupement")
    telephone = entrer(seance, "habitant")
    seance.refresh_from_db()
    connu = {"e": "regroupement", "r": seance.revision, "p": 1}
    groupe = groupes.regrouper(seance=seance, numeros=[a, b], par=seance.animatrice)
    etat = json.loads(telephone.get(adresse("salle_etat", seance), connu, **JSON).content)
    assert [x[0] for x in etat["cartes"]] == [groupe.numero]
    assert sorted(etat["parties"]) == [a, b]
    assert "salle" not in etat
    assert f'id="c{c}"' not in json.dumps(etat)
    # Another step: the whole room comes, once.
    aller(seance, "vote")
    etat = json.loads(telephone.get(adresse("salle_etat", seance), connu, **JSON).content)
    assert etat["e"] == "vote"
    assert f'id=\\"c{c}\\"' in json.dumps(etat)


def test_ecrire_en_json_repond_l_etat_ou_le_refus():
    seance = make_seance()
    telephone = entrer(seance)
    envoi = {
        "case": "force",
        "texte": "Gare",
        "cle": "cle-json-1",
        "e": "recueil",
        "r": "0",
        "p": "1",
    }
    etat = telephone.post(adresse("noter", seance), envoi, **JSON)
    assert "Gare" in json.loads(etat.content)["moi"]
    refus = telephone.post(
        adresse("noter", seance), {**envoi, "texte": "", "cle": "x" * 10}, **JSON
    )
    assert refus.status_code == 422
    assert json.loads(refus.content)["code"] == "vide"
    inconnu = Client().post(adresse("noter", seance), envoi, **JSON)
    assert inconnu.status_code == 401


def test_les_memes_requetes_pour_une_ou_six_notes(django_assert_max_num_queries):
    seance = make_seance("revelation")
    telephone = entrer(seance)
    auteur = make_participant(seance)
    for nombre in (1, 6):
        for _ in range(nombre):
            make_note(auteur)
        with django_assert_max_num_queries(7):
            telephone.get(adresse("salle", seance))


def test_trop_d_ecritures_d_un_meme_telephone(monkeypatch):
    monkeypatch.setattr("diagnostics.views.seance_salle.PAR_PERSONNE", "5/h")
    seance = make_seance("vote")
    telephone = entrer(seance)
    statuts = [
        telephone.post(adresse("voter", seance), {"soutenir": 9}, **JSON).status_code
        for _ in range(7)
    ]
    assert statuts == [422] * 5 + [429] * 2


def test_soixante_telephones_derriere_une_adresse():
    seance = make_seance()
    for _ in range(60):
        entrer(seance)
    assert seance.participants.count() == 60


def test_apres_la_seance_les_personnes_invitees_completent_la_matrice():
    seance = make_seance(contributions_apres=True)
    telephone = entrer(seance)
    note = make_note(make_participant(seance))
    assert telephone.get(adresse("contribuer", seance)).status_code == 410
    aller(seance, "decision")
    decisions.decider(
        seance=seance, numeros=[note.numero], decision="gardee", par=seance.animatrice
    )
    aller(seance, "close")
    assert "Compléter la matrice" in telephone.get(adresse("salle", seance)).content.decode()
    assert telephone.get(adresse("contribuer", seance)).status_code == 200
    envoi = {"case": "menace", "texte": "Pensé le lendemain", "cle": "apres-0001"}
    for _ in range(2):
        telephone.post(adresse("contribuer", seance), envoi)
    element = seance.diagnostic.elements.get(texte="Pensé le lendemain")
    assert element.preuves.get().entretien == seance.source
    telephone.post(adresse("contribuer", seance), {"soutenir": element.reference})
    telephone.post(adresse("contribuer", seance), {"soutenir": element.reference})
    assert next(x for x in seance.diagnostic.matrice().lignes() if x.pk == element.pk).voix == 1
    assert 'aria-pressed="true"' in telephone.get(adresse("contribuer", seance)).content.decode()
    conduite.regler_lien(seance=seance, acte="fermer")
    assert telephone.get(adresse("contribuer", seance)).status_code == 410


def test_apres_avoir_ecrit_le_sondage_repond_304():
    seance = make_seance()
    telephone = entrer(seance)
    envoi = {
        "case": "force",
        "texte": "Gare",
        "cle": "cle-304-01",
        "e": "recueil",
        "r": "0",
        "p": "1",
    }
    etag = telephone.post(adresse("noter", seance), envoi, **JSON)["ETag"]
    suite = telephone.get(adresse("salle_etat", seance), HTTP_IF_NONE_MATCH=etag, **JSON)
    assert suite.status_code == 304


def test_de_la_revelation_au_regroupement_le_tableau_n_est_pas_renvoye():
    seance = make_seance("revelation")
    make_note(make_participant(seance))
    telephone = entrer(seance)
    seance.refresh_from_db()
    connu = {"e": "revelation", "r": seance.revision, "p": 1}
    aller(seance, "regroupement")
    etat = json.loads(telephone.get(adresse("salle_etat", seance), connu, **JSON).content)
    assert etat["e"] == "regroupement"
    assert "Regrouper" in etat["entete"]
    assert "salle" not in etat
