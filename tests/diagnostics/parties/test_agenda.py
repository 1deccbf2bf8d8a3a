"""Calendar feed (RFC 5545) and reminders by mail."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from diagnostics.models import PreferenceContact, RappelContact
from diagnostics.services import agenda, contacts
from diagnostics.services.rappels_contacts import envoyer_rappels
from tests import fabriques as f

pytestmark = pytest.mark.django_db
PERSONNE = "Camille Exemple-Fictif"
JOUR = date(2026, 5, 4)


@pytest.fixture
def membre(diagnostic):
    return diagnostic.membres.get()


def _action(diagnostic, par, nom="La Ruche", action="Relancer", echeance=JOUR):
    partie = f.make_partie(diagnostic, nom=nom, referent_nom=PERSONNE)
    contacts.modifier_suivi(
        partie=partie,
        champs={"responsable": par, "prochaine_action": action, "echeance": echeance},
        par=par,
        version_attendue=None,
    )
    return partie


def _lire(octets):
    return Calendar.from_ical(octets)


def test_ics_se_relit_et_suit_la_norme(diagnostic, pilote):
    long = "Relancer, puis; écrire « à tous » \\ " + "é" * 90
    partie = _action(diagnostic, pilote, nom="Une structure, avec; ponctuation", action=long)
    octets = agenda.ecrire_agenda(diagnostic=diagnostic, utilisateur=pilote)
    assert octets.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert all(len(ligne) <= 75 for ligne in octets.split(b"\r\n"))
    cal = _lire(octets)
    assert cal["VERSION"] == "2.0"
    assert str(cal["PRODID"]).startswith("-//Terreau//")
    (evenement,) = cal.walk("VEVENT")
    assert evenement["SUMMARY"] == f"{long.strip()} – {partie.nom}"
    assert evenement["UID"] == f"contact-{partie.reference}@testserver"
    assert evenement.decoded("DTSTART") == JOUR
    assert evenement.decoded("DTEND") == JOUR + timedelta(days=1)
    assert evenement.decoded("DTSTAMP").utcoffset() == timedelta(0)
    assert PERSONNE.encode() not in octets
    assert agenda.ecrire_agenda(diagnostic=diagnostic, utilisateur=pilote) == octets


def test_ics_uid_stable_et_sequence_croissante(diagnostic, pilote):
    partie = _action(diagnostic, pilote)
    avant = _lire(agenda.ecrire_agenda(diagnostic=diagnostic, utilisateur=pilote)).walk("VEVENT")[0]
    contacts.modifier_suivi(
        partie=partie, champs={"echeance": JOUR + timedelta(days=3)}, par=pilote,
        version_attendue=None,
    )  # fmt: skip
    apres = _lire(agenda.ecrire_agenda(diagnostic=diagnostic, utilisateur=pilote)).walk("VEVENT")[0]
    assert apres["UID"] == avant["UID"]
    assert int(apres["SEQUENCE"]) > int(avant["SEQUENCE"])


def test_ics_les_miennes_ou_toutes_et_les_entretiens_a_l_heure(diagnostic, pilote):
    _action(diagnostic, pilote, nom="A")
    _action(diagnostic, f.make_membre(diagnostic), nom="B")
    f.make_entretien(
        diagnostic, titre="Visite", statut="planifie", date=JOUR, heure="14:30", lieu="Albert"
    )

    def noms(**options):
        cal = _lire(agenda.ecrire_agenda(diagnostic=diagnostic, utilisateur=pilote, **options))
        return [str(e["SUMMARY"]) for e in cal.walk("VEVENT")]

    assert noms() == ["Relancer – A"]
    assert noms(tout=True) == ["Relancer – A", "Relancer – B"]
    cal = _lire(agenda.ecrire_agenda(diagnostic=diagnostic, utilisateur=pilote, entretiens=True))
    visite = cal.walk("VEVENT")[-1]
    assert visite["DTSTART"].params["TZID"] == "Europe/Paris"
    assert visite.decoded("DTSTART").utcoffset() == timedelta(hours=2)
    assert cal.walk("VTIMEZONE")[0]["TZID"] == "Europe/Paris"


def test_adresse_secrete_montree_une_fois_revocable(client, url, diagnostic, pilote, membre):
    _action(diagnostic, pilote)
    page = client.post(url("contacts_agenda"), {"acte": "ouvrir"})
    jeton = page.content.decode().split("/demarches/agenda/")[1].split(".ics")[0]
    assert len(jeton) >= 43
    assert jeton not in str(list(PreferenceContact.objects.values()))
    assert jeton not in client.get(url("contacts_agenda")).content.decode()
    client.logout()
    adresse = f"/demarches/agenda/{jeton}.ics"
    flux = client.get(adresse)
    assert flux.status_code == 200
    assert flux["Content-Type"].startswith("text/calendar")
    assert "noindex" in flux["X-Robots-Tag"]
    assert b"La Ruche" in flux.content
    assert client.get("/demarches/agenda/inconnu.ics").status_code == 404
    nouveau = agenda.ouvrir_flux(membre=membre)
    assert client.get(adresse).status_code == 404
    adresse = f"/demarches/agenda/{nouveau}.ics"
    assert client.get(adresse).status_code == 200
    membre.role = "structure"
    membre.save()
    assert client.get(adresse).status_code == 404, "the right is checked at every reading"
    membre.role = "pilote"
    membre.save()
    agenda.fermer_flux(membre=membre)
    assert client.get(adresse).status_code == 404


def test_flux_meurt_avec_l_adhesion_et_le_compte(client, diagnostic, pilote, membre):
    jeton = agenda.ouvrir_flux(membre=membre)
    pilote.is_active = False
    pilote.save()
    assert client.get(f"/demarches/agenda/{jeton}.ics").status_code == 404
    membre.delete()
    assert client.get(f"/demarches/agenda/{jeton}.ics").status_code == 404


# ── Reminders ───────────────────────────────────────────────────────────────
def test_rappel_une_fois_par_action_et_par_personne(diagnostic, pilote):
    _action(diagnostic, pilote, nom="A")
    partie = _action(diagnostic, pilote, nom="B")
    assert envoyer_rappels(JOUR - timedelta(days=1)) == 0
    assert envoyer_rappels(JOUR) == 1
    (message,) = mail.outbox
    assert message.to == [pilote.email]
    assert "2 contacts à reprendre" in message.subject
    assert "Relancer (A)" in message.body
    assert f"/contacts/{partie.reference}/" in message.body
    assert PERSONNE not in message.body
    assert envoyer_rappels(JOUR) == envoyer_rappels(JOUR + timedelta(days=1)) == 0
    contacts.modifier_suivi(
        partie=partie, champs={"prochaine_action": "Autre chose"}, par=pilote,
        version_attendue=None,
    )  # fmt: skip
    assert envoyer_rappels(JOUR + timedelta(days=1)) == 1
    assert len(mail.outbox) == 2


def test_un_envoi_rate_ne_se_repete_pas(diagnostic, pilote, monkeypatch):
    _action(diagnostic, pilote)

    def tomber(*args, **kwargs):
        assert RappelContact.objects.count() == 1, "stamped before the mail goes"
        raise OSError

    monkeypatch.setattr("diagnostics.services.rappels_contacts.send_mail", tomber)
    assert envoyer_rappels(JOUR) == 0
    monkeypatch.undo()
    assert envoyer_rappels(JOUR) == 0
    assert mail.outbox == []


def test_pas_de_rappel_a_qui_n_en_veut_pas_ou_n_a_plus_le_droit(client, url, diagnostic, pilote):
    partie = _action(diagnostic, pilote)
    client.post(url("contacts_agenda"), {"acte": "rappels", "rappels": "non"})
    assert envoyer_rappels(JOUR) == 0
    client.post(url("contacts_agenda"), {"acte": "rappels", "rappels": "oui"})
    membre = diagnostic.membres.get()
    membre.role = "participant"
    membre.save()
    assert envoyer_rappels(JOUR) == 0
    membre.role = "pilote"
    membre.save()
    for champ, valeur in (("statut", "archive"), ("statut", "en_cours")):
        setattr(diagnostic, champ, valeur)
        diagnostic.save()
        assert envoyer_rappels(JOUR) == (valeur == "en_cours")
    partie.refresh_from_db()
    assert envoyer_rappels(JOUR + timedelta(days=90)) == 0


def test_tache_mince(diagnostic, pilote):
    from diagnostics.tasks import rappeler_contacts

    _action(diagnostic, pilote, echeance=timezone.localdate())
    assert rappeler_contacts() == 1
