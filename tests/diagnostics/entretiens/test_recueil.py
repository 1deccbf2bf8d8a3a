"""Interviews planned and held, preparation, coverage, spreadsheets, names erased."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from diagnostics.models import (
    DepotEntretiens,
    Entretien,
    FichePreparation,
    PersonneRencontree,
    RelationSignalee,
    RencontrePrevue,
    Reponse,
)
from diagnostics.services import entretiens as services
from diagnostics.services.couverture import lire_couverture
from diagnostics.services.preparation import prevoir_rencontre
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def _saisie(**plus):
    return {
        "statut": "planifie", "consentement": "non_demande", "anonymat": "structure", **plus
    }  # fmt: skip


# ── Planned, held ───────────────────────────────────────────────────────────
def test_plan_move_hold_cancel(client, url, diagnostic, pilote):
    acteur = f.make_acteur(nom="Le Garage")
    diagnostic.acteurs.add(acteur)
    version = f.make_grille(diagnostic)
    reponse = client.post(
        url("entretien_nouveau"),
        _saisie(acteur=acteur.pk, date="2026-03-12", heure="10:30", grille=version.pk,
                enqueteurs=[pilote.pk], lieu="À l’atelier"),
    )  # fmt: skip
    entretien = Entretien.objects.get()
    assert reponse.url == url("entretien", entretien.reference)
    assert entretien.titre == "Entretien avec Le Garage"
    assert list(entretien.enqueteurs.all()) == [pilote]
    assert entretien.est_en_retard
    assert "date passée" in client.get(url("entretiens")).text
    client.post(url("entretien_statut", entretien.reference), {"statut": "realise"})
    page = client.get(url("entretiens"), {"statut": "realise"}).text
    assert "Entretien avec Le Garage" in page
    assert "Entretien avec" not in client.get(url("entretiens"), {"statut": "annule"}).text
    adresse = url("entretien_modifier", entretien.reference)
    version_actuelle = Entretien.objects.get().version
    saisie = _saisie(titre="Chez eux", statut="realise", version=version_actuelle)
    assert client.post(adresse, saisie).status_code == 302
    conflit = client.post(adresse, {**saisie, "titre": "Ailleurs"})
    assert conflit.status_code == 409
    assert "Ailleurs" in conflit.text
    assert "Chez eux" in conflit.text


def test_form_says_what_is_missing(client, url):
    reponse = client.post(url("entretien_nouveau"), _saisie(heure="10:00"))
    assert reponse.status_code == 422
    assert "Donnez un intitulé" in reponse.text
    assert "Donnez la date avant l’heure" in reponse.text


def test_grid_stays_once_answered(client, url, diagnostic):
    version, autre = f.make_grille(diagnostic), f.make_grille(diagnostic)
    entretien = f.make_entretien(diagnostic, grille=version)
    f.make_reponse(entretien, question=version.questions.get())
    reponse = client.post(
        url("entretien_modifier", entretien.reference),
        _saisie(titre="X", grille=autre.pk, version=1),
    )
    assert reponse.status_code == 422
    assert "gardez-la" in reponse.text


def test_addresses_fill_the_form_in_advance(client, url, diagnostic):
    theme = f.make_thematique("mobilite")
    version = f.make_grille(diagnostic, thematique=theme)
    f.make_grille(diagnostic)
    commune = diagnostic.territoire.communes.get()
    acteur = f.make_acteur(type=f.make_type("mutuelle"), nom="La Mutuelle")
    diagnostic.acteurs.add(acteur, f.make_acteur(nom="Autre chose"))
    page = client.get(url("entretien_nouveau"), {"theme": "mobilite", "commune": commune.pk}).text
    assert f'<option value="{version.pk}" selected>' in page
    assert f'<option value="{commune.pk}" selected>' in page
    page = client.get(url("entretien_nouveau"), {"type": "mutuelle"}).text
    assert "La Mutuelle" in page
    assert "Autre chose" not in page
    page = client.get(url("entretien_nouveau"), {"acteur": acteur.reference}).text
    assert f'<option value="{acteur.pk}" selected>' in page


def test_source_page_of_an_interview_leads_to_it(client, url, diagnostic):
    entretien = f.make_entretien(diagnostic)
    assert client.get(url("source", entretien.reference)).url == url(
        "entretien", entretien.reference
    )
    atelier = f.make_entretien(diagnostic, nature="atelier")
    assert client.get(url("source", atelier.reference)).status_code == 200


# ── Names ───────────────────────────────────────────────────────────────────
def test_names_are_erased_on_demand_and_in_time(client, url, diagnostic):
    entretien = f.make_entretien(diagnostic, date=date(2024, 1, 1))
    client.post(url("personne_noter", entretien.reference), {"nom": "Une Personne"})
    personne = PersonneRencontree.objects.get()
    assert personne.conserver_jusqu_au == date(2024, 12, 31)
    assert not hasattr(PersonneRencontree, "history")
    f_autre = services.noter_personne(
        entretien=entretien, nom="Une Autre", conserver_jusqu_au=timezone.localdate()
    )
    assert services.effacer_perimes() == 1
    assert list(PersonneRencontree.objects.all()) == [f_autre]
    client.post(url("personne_effacer", entretien.reference, f_autre.reference))
    assert not PersonneRencontree.objects.exists()


# ── Preparation ─────────────────────────────────────────────────────────────
def test_sheet_is_written_together(client, url, diagnostic):
    assert (
        client.post(url("preparation"), {"intention": "Écouter", "version": "0"}).status_code == 302
    )
    assert "Écouter" in client.get(url("preparation")).text
    conflit = client.post(url("preparation"), {"intention": "Vendre", "version": "0"})
    assert conflit.status_code == 409
    assert "Écouter" in conflit.text
    assert "Vendre" in conflit.text
    assert FichePreparation.objects.get().intention == "Écouter"


def test_people_to_meet_follow_their_interview(client, url, diagnostic, pilote):
    client.post(url("rencontre_prevoir"), {"nom": "Deux parents", "statut": "a_voir"})
    rencontre = RencontrePrevue.objects.get()
    client.post(url("entretien_nouveau"), _saisie(titre="Parents", rencontre=rencontre.reference))
    rencontre.refresh_from_db()
    entretien = Entretien.objects.get()
    assert (rencontre.statut, rencontre.entretien) == ("rendez_vous", entretien)
    client.post(url("entretien_statut", entretien.reference), {"statut": "realise"})
    rencontre.refresh_from_db()
    assert rencontre.statut == "vu"
    adresse = url("rencontre", rencontre.reference)
    vieille = client.post(adresse, {"nom": "Trois parents", "statut": "vu", "version": "1"})
    assert vieille.status_code == 409
    assert "Deux parents" in vieille.text
    client.post(url("rencontre_retirer", rencontre.reference))
    assert not RencontrePrevue.objects.exists()


# ── Coverage ────────────────────────────────────────────────────────────────
def test_coverage_by_hand(diagnostic):
    commune = diagnostic.territoire.communes.get()
    mobilite, sante = f.make_thematique("mobilite"), f.make_thematique("sante")
    culture = f.make_thematique("culture")
    asso, scic = f.make_type("association"), f.make_type("cooperative")
    f.make_type("mutuelle")
    acteur = f.make_acteur(type=asso, commune=commune, thematiques=[culture])
    diagnostic.acteurs.add(acteur, f.make_acteur(type=scic))
    version = f.make_grille(diagnostic, "A ?", thematique=mobilite)
    question = version.questions.get()
    question.thematique = sante
    question.save()
    entretien = f.make_entretien(diagnostic, acteur=acteur, grille=version)
    f.make_entretien(diagnostic, acteur=f.make_acteur(type=scic), statut="planifie")
    f.make_entretien(diagnostic, acteur=acteur, statut="annule")
    f.make_entretien(diagnostic, acteur=acteur, nature="document")

    def lire():
        return {
            v.cle: {x.code: (x.entendus, x.prevus, x.connus) for x in v.lignes}
            for v in lire_couverture(diagnostic)
        }

    vus = lire()
    assert vus["types"] == {
        "association": (1, 0, 1), "cooperative": (0, 1, 1), "mutuelle": (0, 0, 0)
    }  # fmt: skip
    assert vus["themes"] == {"mobilite": (1, 0, 0), "sante": (0, 0, 0), "culture": (1, 0, 1)}
    assert vus["communes"] == {commune.pk: (1, 0, 1)}
    f.make_reponse(entretien, question=question)
    assert lire()["themes"]["sante"] == (1, 0, 0)


def test_coverage_page_proposes_to_plan(client, url, diagnostic):
    f.make_type("mutuelle")
    page = client.get(url("couverture")).text
    assert "?type=mutuelle" in page
    assert "Mutuelle" not in client.get(url("couverture"), {"etat": "entendu"}).text


# ── Spreadsheets ────────────────────────────────────────────────────────────
def _deposer(client, url, contenu, nom="entretiens.csv"):
    reponse = client.post(url("entretiens_import"), {"fichier": SimpleUploadedFile(nom, contenu)})
    assert reponse.status_code == 302, reponse.text
    return DepotEntretiens.objects.latest("pk")


def _regler(client, url, depot, **plus):
    colonnes = {f"colonne-{i}": c for i, c in enumerate(depot.reglages["colonnes"])}
    return client.post(
        url("entretiens_import_suite", depot.reference),
        {"forme": depot.reglages["forme"], **colonnes, **plus},
    )


def test_import_one_line_per_interview(client, url, diagnostic):
    acteur = f.make_acteur(nom="Le Garage")
    diagnostic.acteurs.add(acteur)
    version = f.make_grille(diagnostic, "Que faites-vous ?", "Combien ?")
    combien = version.questions.last()
    combien.nature = "echelle"
    combien.save()
    f.make_entretien(diagnostic, titre="Déjà là", date=date(2025, 3, 1))
    depot = _deposer(
        client, url,
        "Structure;Date;Commune;Que faites-vous ?;Combien ?;Interlocuteur\n"
        f"Le Garage;12/03/2025;{diagnostic.territoire.communes.get().nom};On répare.;4;Une Personne\n"
        "L’Atelier;printemps 2025;;On coud.;9;\n"
        "Le Bar;32/01/2025;;;;\n"
        ";;;Sans nom;;\n"
        "La Poste;;Ailleurs;;;\n".encode(),
    )  # fmt: skip
    assert depot.reglages["colonnes"][:3] == ["acteur", "date", "commune"]
    _regler(client, url, depot, grille=version.pk, action="relire")
    depot.refresh_from_db()
    assert depot.reglages["colonnes"][3].startswith("q:")
    page = client.get(url("entretiens_import_suite", depot.reference)).text
    assert "reconnu\u00a0: Le Garage" in page
    for motif in ("hors de l’échelle", "date impossible", "ni intitulé ni acteur", "inconnue du"):
        assert motif in page
    assert Entretien.objects.count() == 1  # nothing written yet
    _regler(client, url, depot, grille=version.pk, action="importer")
    entretien = Entretien.objects.get(titre="Entretien avec Le Garage")
    assert (entretien.date, entretien.acteur, entretien.grille) == (
        date(2025, 3, 12), acteur, version
    )  # fmt: skip
    assert sorted(entretien.reponses.values_list("texte", "valeur")) == [
        ("", "4"), ("On répare.", "")
    ]  # fmt: skip
    assert entretien.personnes.get().nom == "Une Personne"
    assert entretien.history.get().history_change_reason == "Import"
    rejets = client.get(url("entretiens_import_rejets", depot.reference)).content.decode()
    assert rejets.count("\n") == 5
    _regler(client, url, depot, grille=version.pk, action="importer")  # a double click
    assert Entretien.objects.count() == 2
    client.post(url("entretiens_import_abandonner", depot.reference))
    assert not DepotEntretiens.objects.exists()
    again = _deposer(client, url, b"Structure;Date\nLe Garage;2025-03-12\n")
    page = client.get(url("entretiens_import_suite", again.reference)).text
    assert "existe déjà" in page


def test_import_one_line_per_answer_from_excel(client, url, diagnostic):
    version = f.make_grille(diagnostic, "Que faites-vous ?")
    classeur = openpyxl.Workbook()
    for ligne in (
        ("Entretien", "Question", "Réponse"),
        ("Chez A", "Que faites-vous ?", "On répare."),
        ("Chez A", "Et la météo ?", "Il pleut."),
        ("Chez A", "Que faites-vous ?", "Encore."),
        ("Chez B", "Que faites-vous ?", ""),
    ):
        classeur.active.append(ligne)
    tampon = io.BytesIO()
    classeur.save(tampon)
    depot = _deposer(client, url, tampon.getvalue(), "reponses.xlsx")
    assert depot.reglages["forme"] == "reponse"
    _regler(client, url, depot, grille=version.pk, action="importer")
    entretien = Entretien.objects.get()
    assert entretien.titre == "Chez A"
    assert dict(entretien.reponses.values_list("question__texte", "texte")) == {
        "Que faites-vous ?": "On répare.", None: "Et la météo ?\u00a0: Il pleut."
    }  # fmt: skip
    depot.refresh_from_db()
    assert len(depot.lignes) == 2


def test_files_that_cannot_be_used_are_refused(client, url):
    reponse = client.post(
        url("entretiens_import"), {"fichier": SimpleUploadedFile("x.pdf", b"%PDF")}
    )
    assert reponse.status_code == 422
    assert "CSV ou Excel" in reponse.text
    assert client.post(url("entretiens_import")).status_code == 422
    vide = client.post(
        url("entretiens_import"), {"fichier": SimpleUploadedFile("x.csv", b"titre\n")}
    )
    assert "les suivantes les entretiens" in vide.text


def test_rows_left_behind_are_erased(client, url):
    depot = _deposer(client, url, b"titre\nA\n")
    DepotEntretiens.objects.update(cree_le=timezone.now() - timedelta(days=8))
    services.effacer_perimes()
    assert not DepotEntretiens.objects.filter(pk=depot.pk).exists()


# ── Cost ────────────────────────────────────────────────────────────────────
def _garnir(diagnostic, pilote, nombre):
    version = f.make_grille(diagnostic, *(f"Question {i} ?" for i in range(nombre)))
    entretien = None
    for _ in range(nombre):
        f.make_grille(diagnostic)
        acteur = f.make_acteur(
            type=f.make_type(), commune=f.make_commune(), thematiques=[f.make_thematique()]
        )
        diagnostic.acteurs.add(acteur)
        for statut in Entretien.Statut.values:
            entretien = f.make_entretien(
                diagnostic, acteur=acteur, grille=version, statut=statut, date=date(2026, 1, 1)
            )
            entretien.enqueteurs.add(pilote)
        prevoir_rencontre(diagnostic=diagnostic, champs={"nom": "X", "acteur": acteur}, par=pilote)
        RelationSignalee.objects.create(
            diagnostic=diagnostic, nom_a="A", nom_b="B", acteur_a=acteur,
            passage=f.make_passage(f.make_verbatim(entretien, auteur=pilote)),
        )  # fmt: skip
    for question in version.questions.all():
        reponse = f.make_reponse(entretien, question=question, auteur=pilote)
        passage = f.make_passage(reponse)
        diagnostic.besoins.create(texte="Un besoin", passage=passage)
        f.make_preuve(f.make_element(diagnostic), "entretien", entretien=entretien, passage=passage)
    services.noter_personne(entretien=entretien, nom="Une Personne")
    return entretien


@pytest.mark.parametrize(
    "nom",
    ["entretiens", "entretien", "entretien_mener", "preparation", "couverture", "besoins",
     "relations", "grilles", "grille", "grille_imprimer", "entretiens_export", "sources",
     "entretien_nouveau"],
)  # fmt: skip
def test_constant_queries(client, pilote, nom):
    comptes = []
    for nombre in (1, 3):
        diagnostic = f.make_diagnostic(pilote)
        entretien = _garnir(diagnostic, pilote, nombre)
        suite = {
            "entretien": [entretien.reference],
            "entretien_mener": [entretien.reference],
            "grille": [entretien.grille.grille.reference],
            "grille_imprimer": [entretien.grille.grille.reference],
        }.get(nom, [])
        from django.urls import reverse

        adresse = reverse(f"diagnostics:{nom}", args=[diagnostic.reference, *suite])
        client.get(adresse)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_rows_of_answers_belong_to_one_question_each(diagnostic):
    entretien = f.make_entretien(diagnostic)
    f.make_reponse(entretien)
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        Reponse.objects.create(entretien=entretien, texte="Deux fois des notes")
