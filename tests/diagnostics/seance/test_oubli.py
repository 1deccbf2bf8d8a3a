"""People of old sessions are forgotten; what was said and counted stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import NoteSeance, ParticipantSeance, Seance, Voix
from diagnostics.services.matrice import lire_matrice
from diagnostics.services.seance import conduite, decisions, groupes, notes, participants, voix
from diagnostics.services.seance.lecture import compter, lire_cartes
from diagnostics.services.seance.oubli import effacer_les_anciennes, effacer_personnes
from diagnostics.tasks import effacer_participants
from tests import fabriques as f
from tests.diagnostics.seance.outils import aller, make_note, make_participant, make_seance

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance(diagnostic):
    """A session with a group, a doubled voice, hands raised, somebody put out, a note taken back."""
    seance = make_seance("preparation", diagnostic=diagnostic)
    lea, ali = make_participant(seance, "ess"), make_participant(seance, "ess")
    ida = make_participant(seance, "habitant", compte=diagnostic.pilote)
    parti = make_participant(seance, "entreprise")
    papier = participants.representer(seance=seance, genre="ess", effectif=4)
    aller(seance, "recueil")
    a, b, c = (make_note(p, f"Note {p.pseudonyme}") for p in (lea, ali, ida))
    make_note(parti, "Laissée en partant")
    reprise = make_note(lea, "Reprise par son autrice")
    notes.retirer(participant=lea, numero=reprise.numero)
    aller(seance, "vote")
    for personne in (lea, ali, ida, parti):
        voix.voter(participant=personne, numero=a.numero)
    voix.voter(participant=lea, numero=b.numero)
    voix.compter_mains(voix=papier, numero=c.numero, nombre=3)
    aller(seance, "regroupement")
    # Léa's two voices now go to one card, where she counts once.
    groupes.regrouper(seance=seance, numeros=[a.numero, b.numero], par=seance.animatrice)
    participants.ecarter(participant=parti)
    aller(seance, "decision")
    gardee = seance.groupes.get().numero
    decisions.decider(
        seance=seance, numeros=[gardee, c.numero], decision="gardee", par=seance.animatrice
    )
    return aller(seance, "close")


def _lu(seance):
    return [
        (c.numero, c.texte, c.case, c.decision, c.voix, c.priorite.ecrite, c.priorite.phrase)
        for c in lire_cartes(seance, voix=True)
    ]


def test_ce_qui_est_dit_et_compte_ne_change_pas(diagnostic, seance):
    avant, comptes = _lu(seance), compter(seance)
    matrice = [
        (x.texte, x.voix, x.priorite.ecrite)
        for q in lire_matrice(diagnostic=diagnostic, utilisateur=diagnostic.pilote).quadrants
        for x in q.lignes
    ]
    seance = effacer_personnes(seance=seance)
    seance.refresh_from_db()
    assert _lu(seance) == avant
    apres = compter(seance)
    assert (apres.personnes, apres.par_genre) == (comptes.personnes, comptes.par_genre)
    assert (apres.notes, apres.cartes, apres.par_case) == (
        comptes.notes,
        comptes.cartes,
        comptes.par_case,
    )
    assert matrice == [
        (x.texte, x.voix, x.priorite.ecrite)
        for q in lire_matrice(diagnostic=diagnostic, utilisateur=diagnostic.pilote).quadrants
        for x in q.lignes
    ]


def test_les_personnes_ne_se_distinguent_plus(seance):
    jetons = [p.jeton for p in seance.participants.all()]
    noms = set(
        seance.participants.filter(par_procuration=False).values_list("pseudonyme", flat=True)
    )
    ancien = (seance.jeton, seance.code)
    effacer_personnes(seance=seance)
    seance.refresh_from_db()
    restent = list(seance.participants.all())
    assert {p.genre for p in restent if not p.exclu} == {"ess", "habitant"}
    assert {p.effectif for p in restent if p.genre == "ess"} == {6}
    assert not noms & {p.pseudonyme for p in restent}
    assert not any(p.compte_id or p.jeton_hache for p in restent)
    assert not ParticipantSeance.objects.filter(jeton_hache__isnull=False).exists()
    for jeton in jetons:
        assert participants.par_jeton(reference=seance.reference, jeton=jeton) is None
    assert (seance.jeton, seance.code) != ancien
    assert not seance.lien_ouvert
    assert not participants.accueille(seance)
    # What its author took back is gone for good; what somebody put out wrote stays.
    textes = set(NoteSeance.objects.values_list("texte", flat=True))
    assert "Reprise par son autrice" not in textes
    assert "Laissée en partant" in textes
    assert not seance.actions.exists()
    # A member's voice stays under their account.
    assert Voix.objects.filter(utilisateur=seance.animatrice).exists()


def test_une_seule_fois(seance):
    effacer_personnes(seance=seance)
    seance.refresh_from_db()
    avant = (_lu(seance), seance.personnes_effacees_le, seance.participants.count())
    effacer_personnes(seance=seance)
    seance.refresh_from_db()
    assert (_lu(seance), seance.personnes_effacees_le, seance.participants.count()) == avant


def test_elle_se_lit_mais_ne_se_reprend_plus(client, diagnostic, seance, url):
    effacer_personnes(seance=seance)
    for acte in (
        lambda: conduite.passer_a(seance=seance, etape="decision", par=diagnostic.pilote),
        lambda: conduite.regler_lien(seance=seance, acte="ouvrir"),
        lambda: participants.representer(seance=seance, genre="ess", effectif=2),
    ):
        with pytest.raises(ValidationError, match="ont été effacées"):
            acte()
    page = client.get(url("seance", seance.reference), follow=True)
    assert page.status_code == 200
    assert "Personnes effacées le" in page.content.decode()
    assert "Conduire la séance" not in page.content.decode()
    csv = client.get(
        reverse("diagnostics:seance_export", args=[diagnostic.reference, seance.reference, "csv"])
    )
    assert csv.status_code == 200
    conduite.supprimer_seance(seance=seance, par=diagnostic.pilote)
    assert not Seance.objects.exists()


@pytest.mark.parametrize(
    ("etat", "age", "oubliee"),
    [
        ({"close_le": 366}, 400, True),
        ({"close_le": 364}, 400, False),
        ({}, 366, True),
        ({}, 364, False),
        ({"ouverte_le": 10}, 400, False),
        ({"ouverte_le": 366}, 400, True),
    ],
)
def test_au_bout_de_combien(diagnostic, etat, age, oubliee):
    seance = make_seance("preparation", diagnostic=diagnostic)
    make_participant(seance)
    maintenant = timezone.now()
    dates = {champ: maintenant - timedelta(days=n) for champ, n in etat.items()}
    passe = maintenant - timedelta(days=age)
    Seance.objects.update(cree_le=passe, modifie_le=passe, **dates)
    assert effacer_les_anciennes(jours=0) == 0
    assert effacer_les_anciennes(jours=365) == int(oubliee)
    assert effacer_les_anciennes(jours=365) == 0


def test_une_seance_ou_l_on_revient_garde_ses_codes(seance):
    """Opened again, or still open to those invited: nobody is forgotten while people come back."""
    lea = seance.participants.filter(par_procuration=False, exclu=False).first()
    passe = timezone.now() - timedelta(days=400)
    Seance.objects.update(cree_le=passe, ouverte_le=passe, close_le=passe, modifie_le=passe)
    seance.refresh_from_db()
    conduite.passer_a(seance=seance, etape="decision", par=seance.animatrice)
    assert effacer_les_anciennes(jours=365) == 0
    assert participants.par_code_retour(seance=seance, code=lea.code_retour) == lea
    Seance.objects.update(modifie_le=passe, close_le=passe)
    assert effacer_les_anciennes(jours=365) == 1


def test_qui_revient_apres_l_oubli_l_apprend(client, seance):
    code = seance.participants.filter(par_procuration=False, exclu=False).first().code_retour
    effacer_personnes(seance=seance)
    adresse = reverse("diagnostics:seance_retour", args=[seance.reference])
    for reponse in (client.get(adresse), client.post(adresse, {"code": code})):
        assert reponse.status_code == 410
        assert "codes de retour de cette séance ont été effacés" in reponse.text
        assert "Revenir avec votre code" not in reponse.text


def test_la_tache_de_nuit(diagnostic, settings):
    make_participant(make_seance("preparation", diagnostic=diagnostic))
    passe = timezone.now() - timedelta(days=40)
    Seance.objects.update(cree_le=passe, modifie_le=passe)
    settings.SEANCES_JOURS = 30
    assert effacer_participants() == 1
    assert "diagnostics.tasks.effacer_participants" in {
        t["task"] for t in settings.CELERY_BEAT_SCHEDULE.values()
    }
    assert f.make_seance(diagnostic).personnes_effacees_le is None
