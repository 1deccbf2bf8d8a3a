"""Spreadsheets of the plan: what goes out comes back, every rejected row is told."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from diagnostics.models import PartiePrenante, SuiviContact
from diagnostics.services import contacts, import_contacts
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def _csv(*lignes):
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";").writerows(lignes)
    return SimpleUploadedFile("plan.csv", tampon.getvalue().encode())


def _lire(diagnostic, fichier):
    return import_contacts.lire_fichier(
        diagnostic=diagnostic, fichier=fichier, nom=fichier.name, taille=fichier.size
    )


ENTETES = ["Partie prenante", "Cercle", "État", "Qui suit", "Prochaine action", "Échéance"]


def test_de_l_apercu_a_l_ecriture(client, url, diagnostic, pilote):
    connue = f.make_partie(diagnostic, nom="La Ruche")
    fichier = _csv(
        ENTETES,
        ["la ruche", "", "Rencontré", pilote.email, "Rappeler", "31/12/2026"],
        ["Nouvelle", "Usagers", "", "", "", ""],
    )
    page = client.post(url("contacts_import"), {"fichier": fichier})
    texte = page.content.decode()
    assert "1\u00a0nouvelle partie prenante" in texte
    assert "1\u00a0modification" in texte
    assert PartiePrenante.objects.count() == 1, "nothing is written before the preview is accepted"
    scelle = texte.split('name="scelle" value="')[1].split('"')[0]
    assert client.post(url("contacts_import"), {"scelle": scelle}).status_code == 302
    suivi = SuiviContact.objects.get(partie=connue)
    assert (suivi.etat, suivi.responsable, suivi.prochaine_action) == (
        "rencontre", pilote, "Rappeler",
    )  # fmt: skip
    assert str(suivi.echeance) == "2026-12-31"
    assert PartiePrenante.objects.get(nom="Nouvelle").cercle.code == "usagers"


def test_chaque_ligne_rejetee_est_dite(diagnostic):
    f.make_partie(diagnostic, nom="Double")
    f.make_partie(diagnostic, "usagers", nom="Double")
    f.make_partie(diagnostic, nom="La Ruche")
    apercu = _lire(
        diagnostic,
        _csv(
            ENTETES,
            ["", "Usagers", "", "", "x", ""],
            ["Sans cercle", "", "", "", "", ""],
            ["A", "Cercle inconnu", "", "", "", ""],
            ["B", "Usagers", "Bof", "", "", ""],
            ["C", "Usagers", "", "inconnue@exemple.example", "", ""],
            ["D", "Usagers", "", "", "Agir", "le 32"],
            ["E", "Usagers", "", "", "", "31/12/2026"],
            ["Double", "", "", "", "Agir", ""],
            ["F" * 200, "Usagers", "", "", "", ""],
            ["La Ruche", "", "", "", "Un", ""],
            ["La ruche", "", "", "", "Deux", ""],
            ["G", "Usagers", "", "", "", ""],
        ),
    )
    assert [r.ligne for r in apercu.rejets] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert [p.nom for p in apercu.propositions] == ["La Ruche", "G"]
    assert all(r.motif for r in apercu.rejets)


def test_ce_qui_sort_revient_sans_rien_changer(client, url, diagnostic, pilote):
    partie = f.make_partie(diagnostic, nom="=Formule", referent_nom="Camille", notes="-note")
    contacts.modifier_suivi(
        partie=partie,
        champs={"etat": "engage", "responsable": pilote, "canal": "visite",
                "prochaine_action": "+33 à rappeler", "echeance": "2026-06-01"},
        par=pilote, version_attendue=None,
    )  # fmt: skip
    for fmt in ("csv", "xlsx"):
        reponse = client.get(url("contacts_export", fmt))
        assert reponse["Cache-Control"] == "private, no-store"
        apercu = _lire(diagnostic, SimpleUploadedFile(f"plan.{fmt}", reponse.content))
        assert (apercu.propositions, apercu.rejets, apercu.inchangees) == ([], [], 1)
        if fmt == "xlsx":
            cellules = [c.value for c in load_workbook(io.BytesIO(reponse.content)).active[2]]
            assert cellules[1] == "'=Formule"


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [("plan.pdf", b"%PDF"), ("plan.xlsx", b"pas un classeur"), ("plan.csv", b"a;b\n1;2\n")],
)
def test_fichier_refuse_avec_le_remede(client, url, diagnostic, nom, contenu):
    reponse = client.post(url("contacts_import"), {"fichier": SimpleUploadedFile(nom, contenu)})
    assert reponse.status_code == 422
    assert "t-champ-erreurs" in reponse.content.decode()


def test_apercu_altere_ou_d_ailleurs_refuse(client, url, diagnostic):
    autre = f.make_diagnostic()
    apercu = _lire(autre, _csv(ENTETES, ["A", "Usagers", "", "", "", ""]))
    for scelle in ("faux", import_contacts.sceller(apercu, diagnostic=autre)):
        page = client.post(url("contacts_import"), {"scelle": scelle}, follow=True).content.decode()
        assert "n’est plus valable" in page
    assert not PartiePrenante.objects.exists()


def test_ligne_devenue_impossible_est_rapportee(client, url, diagnostic):
    partie = f.make_partie(diagnostic, nom="La Ruche")
    apercu = _lire(diagnostic, _csv(ENTETES, ["La Ruche", "", "Engagé", "", "", ""],
                                    ["B", "Usagers", "", "", "", ""]))  # fmt: skip
    scelle = import_contacts.sceller(apercu, diagnostic=diagnostic)
    client.post(url("partie_retirer", partie.reference))
    page = client.post(url("contacts_import"), {"scelle": scelle})
    assert page.status_code == 200
    assert "n’est plus sur la carte" in page.content.decode()
    assert PartiePrenante.objects.filter(nom="B").exists()
