"""The contact plan: rights, filters, conflicts, exchanges, constant queries, progress."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from diagnostics.dessins.avancement import dessiner_avancement
from diagnostics.models import Echange, SuiviContact
from diagnostics.services import contacts
from diagnostics.services.plan_contacts import Filtre, lire_plan, mesurer_avancement, trier
from tests import fabriques as f

pytestmark = pytest.mark.django_db
PERSONNE = "Camille Exemple-Fictif"


def _suivre(partie, **champs):
    return contacts.modifier_suivi(partie=partie, champs=champs, par=None, version_attendue=None)


@pytest.fixture
def hier():
    return timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize("vue", ["", "tableau", "avancement"])
def test_les_trois_vues_et_le_fragment(client, url, diagnostic, vue, hier):
    partie = f.make_partie(diagnostic, nom="La Ruche", referent_nom=PERSONNE)
    _suivre(partie, etat="contacte", prochaine_action="Relancer", echeance=hier)
    adresse = url("contacts") + (f"?vue={vue}" if vue else "")
    page = client.get(adresse).content.decode()
    fragment = client.get(adresse, headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<div id="plan"')
    assert "<html" not in fragment
    assert "1 en retard" in page
    assert ("La Ruche" in page) is (vue != "avancement")


def test_plan_vide_dit_quoi_faire(client, url, diagnostic):
    assert "Le plan de contact suit la carte" in client.get(url("contacts")).content.decode()
    assert "Aucun contact ne correspond" in client.get(url("contacts") + "?q=x").content.decode()


def test_changer_d_etat_depuis_le_plan(client, url, diagnostic, pilote):
    partie = f.make_partie(diagnostic)
    reponse = client.post(
        url("contact_etat", partie.reference) + "?vue=tableau&qui=moi", {"etat": "rencontre"}
    )
    assert reponse["Location"].endswith("?vue=tableau&qui=moi")
    suivi = SuiviContact.objects.get()
    assert suivi.etat == "rencontre"
    assert suivi.history.first().history_user == pilote
    refus = client.post(url("contact_etat", partie.reference), {"etat": "bof"}, follow=True)
    assert "est-erreur" in refus.content.decode()


def test_filtres_et_tris(diagnostic, pilote, hier):
    demain = timezone.localdate() + timedelta(days=1)
    a = f.make_partie(diagnostic, "usagers", nom="Abeille")
    b = f.make_partie(diagnostic, nom="Bourdon")
    f.make_partie(diagnostic, nom="Cigale")
    _suivre(a, etat="contacte", responsable=pilote, prochaine_action="x", echeance=demain)
    _suivre(b, prochaine_action="y", echeance=hier)

    def noms(**filtre):
        lus = lire_plan(diagnostic=diagnostic, filtre=Filtre(**filtre), utilisateur=pilote)
        return [x.nom for x in lus]

    assert noms() == ["Bourdon", "Cigale", "Abeille"]
    assert noms(etat="contacte") == noms(cercle="usagers") == noms(qui="moi") == ["Abeille"]
    assert noms(qui="personne") == ["Bourdon", "Cigale"]
    assert noms(retard=True) == noms(q="bour") == ["Bourdon"]
    membre = diagnostic.membres.get()
    assert noms(qui=str(membre.pk)) == ["Abeille"]
    assert noms(qui="999999") == []
    lignes = lire_plan(diagnostic=diagnostic)
    assert [x.nom for x in trier(lignes, "echeance")] == ["Bourdon", "Abeille", "Cigale"]
    assert [x.nom for x in trier(lignes, "-nom")] == ["Cigale", "Bourdon", "Abeille"]
    assert [x.nom for x in trier(lignes, "-echeance")] == ["Abeille", "Bourdon", "Cigale"]


def test_nombre_de_requetes_constant(client, url, diagnostic, pilote):
    def compter(vue):
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(url("contacts") + vue).status_code == 200
        return len(requetes)

    def ajouter():
        partie = f.make_partie(diagnostic, "usagers")
        _suivre(partie, responsable=pilote)
        contacts.noter_echange(partie=partie, date=timezone.localdate(), resume="Vu", par=pilote)

    ajouter()
    vues = ("", "?vue=tableau", "?vue=avancement")
    compter("")
    avant = [compter(v) for v in vues]
    ajouter()
    ajouter()
    assert [compter(v) for v in vues] == avant


def test_fiche_conflit_montre_les_deux(client, url, diagnostic, pilote):
    partie = f.make_partie(diagnostic)
    adresse = url("contact", partie.reference)
    perime = {"version": 1, "etat": "contacte", "prochaine_action": "La mienne", "echeance": ""}
    _suivre(partie, etat="engage", prochaine_action="Celle d’une collègue")
    reponse = client.post(adresse, perime)
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "Celle d’une collègue" in page
    assert "La mienne" in page
    assert SuiviContact.objects.get().prochaine_action == "Celle d’une collègue"
    assert client.post(adresse, {**perime, "version": 2}).status_code == 302
    assert SuiviContact.objects.get().prochaine_action == "La mienne"


def test_echeance_sans_action_refusee(client, url, diagnostic):
    partie = f.make_partie(diagnostic)
    donnees = {"version": 1, "etat": "contacte", "prochaine_action": "", "echeance": "2026-05-01"}
    reponse = client.post(url("contact", partie.reference), donnees)
    assert reponse.status_code == 422
    assert "Dites ce qu’il y a à faire" in reponse.content.decode()


def test_seuls_ceux_qui_lisent_les_contacts_en_suivent(diagnostic):
    partie = f.make_partie(diagnostic)
    elue = f.make_membre(diagnostic, role="elu")
    assert _suivre(partie, responsable=elue).responsable == elue
    for intrus in (f.make_utilisateur(), f.make_membre(diagnostic, role="structure")):
        with pytest.raises(ValidationError):
            _suivre(partie, responsable=intrus)


def test_echanges_noter_corriger_effacer(client, url, diagnostic, pilote):
    partie = f.make_partie(diagnostic)
    aujourd_hui = timezone.localdate()
    client.post(
        url("contact_noter", partie.reference),
        {"date": aujourd_hui, "canal": "telephone", "resume": "Premier appel", "etat": "contacte"},
    )
    echange = Echange.objects.get()
    assert SuiviContact.objects.get().etat == "contacte"
    adresse = url("contact_corriger", partie.reference, echange.reference)
    assert "Premier appel" in client.get(adresse).content.decode()
    perime = {"version": 1, "date": aujourd_hui, "canal": "", "resume": "Deuxième jet"}
    assert client.post(adresse, perime).status_code == 302
    conflit = client.post(adresse, {**perime, "resume": "Troisième jet"})
    assert conflit.status_code == 409
    assert "Deuxième jet" in conflit.content.decode()
    assert "Troisième jet" in conflit.content.decode()
    client.post(url("contact_effacer", partie.reference, echange.reference))
    assert not Echange.objects.exists()
    assert Echange.history.filter(history_type="-").exists()


@pytest.mark.parametrize("donnees", [{"resume": ""}, {"date": "2199-01-01"}, {"date": "bof"}])
def test_echange_refuse(client, url, diagnostic, donnees):
    partie = f.make_partie(diagnostic)
    complet = {"date": timezone.localdate(), "resume": "Vu", **donnees}
    reponse = client.post(url("contact_noter", partie.reference), complet)
    assert reponse.status_code == 422
    assert not Echange.objects.exists()


def test_echange_d_une_autre_demarche_introuvable(client, url, diagnostic):
    ailleurs = f.make_partie(f.make_diagnostic())
    echange = contacts.noter_echange(
        partie=ailleurs, date=timezone.localdate(), resume="Ailleurs", par=None
    )
    partie = f.make_partie(diagnostic)
    adresse = url("contact_corriger", partie.reference, echange.reference)
    assert client.get(adresse).status_code == 404


def test_action_faite(client, url, diagnostic, hier):
    partie = f.make_partie(diagnostic)
    _suivre(partie, prochaine_action="Relancer", echeance=hier)
    client.post(url("contact_faite", partie.reference))
    suivi = SuiviContact.objects.get()
    assert (suivi.prochaine_action, suivi.echeance) == ("", None)
    assert "Relancer" in suivi.history.first().history_change_reason


def test_avancement_compte_a_la_main(diagnostic):
    for etat in ("rencontre", "engage", "a_contacter"):
        _suivre(f.make_partie(diagnostic), etat=etat)
    _suivre(f.make_partie(diagnostic, "usagers"), etat="sans_suite")
    par_cercle, ensemble = mesurer_avancement(diagnostic, lire_plan(diagnostic=diagnostic))
    assert (par_cercle[0].rencontres, par_cercle[0].total, par_cercle[0].part) == (2, 3, 66)
    assert (par_cercle[4].rencontres, par_cercle[4].total) == (0, 1)
    assert (ensemble.rencontres, ensemble.total, ensemble.part) == (2, 4, 50)
    etroit = dessiner_avancement([*par_cercle, ensemble], etroit=True)
    assert 'viewBox="0 0 360 ' in etroit
    assert all(m.libelle in etroit for m in par_cercle)
    dessin = dessiner_avancement([*par_cercle, ensemble])
    assert "2 sur 4" in dessin
    assert "style=" not in dessin


@pytest.mark.parametrize("nom", ["contacts", "contacts_feuille", "contacts_agenda"])
def test_lecture_seule_sans_boutons_d_ecriture(client, url, diagnostic, nom):
    f.make_partie(diagnostic, nom="La Ruche")
    client.force_login(f.make_membre(diagnostic, role="elu"))
    page = client.get(url(nom)).content.decode()
    assert "pc-deplacer" not in page
    assert "data-carte" not in page


def test_retrait_de_la_carte_retire_du_plan_et_garde_la_fiche(client, url, diagnostic):
    partie = f.make_partie(diagnostic, nom="La Ruche")
    client.post(url("partie_retirer", partie.reference))
    assert lire_plan(diagnostic=diagnostic) == []
    assert "Retirée de la carte" in client.get(url("contact", partie.reference)).content.decode()
