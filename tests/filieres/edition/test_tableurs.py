"""Spreadsheets: columns read, every row told before it is written, the same out and in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from filieres.models import Flux, Gisement, Position
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_filiere,
    make_flux,
    make_gisement,
    make_maillon,
    make_position,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filiere(client):
    qui = make_utilisateur()
    client.force_login(qui)
    filiere = make_filiere(qui)
    make_maillon(filiere, intitule="Collecte")
    make_maillon(filiere, intitule="Lavage")
    make_gisement(filiere, ressource="Verre ménager")
    return filiere


def _deposer(client, filiere, genre, texte, nom="lignes.csv"):
    fichier = SimpleUploadedFile(nom, texte.encode())
    return client.post(
        reverse("filieres:importer", args=[filiere.reference, genre]), {"fichier": fichier}
    )


def _importer(client, reponse, **colonnes):
    """Post what the page of the preview holds."""
    contexte = reponse.context
    donnees = {f"colonne-{i}": c for i, (_, c, _) in enumerate(contexte["correspondance"])}
    adresse = reponse.request["PATH_INFO"]
    return client.post(
        adresse, {"scelle": contexte["scelle"], "action": "importer", **donnees, **colonnes}
    )


POSITIONS = """Étape;Structure;Ville;Capacité;Unité;ESS;Remarque
Collecte;La Ressourcerie;Albert;1 200,5;t/an;oui;
Lavage;Atelier libre;;;;;
Inconnu;Personne;;;;;
Lavage;;;;;;
Collecte;La Ressourcerie;Albert;5;t/an;oui;
Lavage;Trop;;beaucoup;;;
Lavage;Peut-être;;des tas;;bof;
"""


def test_actors_come_in_after_a_preview(client, filiere):
    acteur = make_acteur(nom="La Ressourcerie", commune=make_commune(nom="Albert"))
    reponse = _deposer(client, filiere, "positions", POSITIONS)
    apercu = reponse.context["apercu"]
    assert (apercu.nouvelles, apercu.modifiees) == (2, 0)
    motifs = {r.ligne: r.motif for r in apercu.rejets}
    assert set(motifs) == {4, 5, 6, 7, 8}
    for ligne, mot in ((4, "inconnu"), (5, "est vide"), (6, "Déjà"), (7, "nombre"), (8, "oui ou")):
        assert mot in motifs[ligne]
    assert "Capacité" in motifs[8], "every cell that is wrong is named"
    assert apercu.ignorees == ["Remarque"]
    page = reponse.content.decode()
    assert "La Ressourcerie" in page
    assert "Laisser de côté" in page
    assert not Position.objects.exists()
    fin = _importer(client, reponse)
    assert "Lignes laissées de côté" in fin.content.decode()
    placee = Position.objects.get(acteur=acteur)
    assert (str(placee.capacite), placee.ess, placee.commune.nom) == ("1200.5000", True, "Albert")
    assert Position.objects.get(nom_libre="Atelier libre").acteur is None
    encore = _deposer(client, filiere, "positions", POSITIONS)
    assert encore.context["apercu"].nouvelles == 0


def test_columns_are_chosen_by_hand(client, filiere):
    reponse = _deposer(client, filiere, "positions", "Où;Qui\nCollecte;La Ressourcerie\n")
    assert reponse.status_code == 422
    assert "Dites quelle colonne" in reponse.content.decode()
    scelle = reponse.context["scelle"]
    adresse = reverse("filieres:importer", args=[filiere.reference, "positions"])
    revue = client.post(
        adresse, {"scelle": scelle, "colonne-0": "maillon", "colonne-1": "nom", "action": "revoir"}
    )
    assert revue.context["apercu"].nouvelles == 1
    deux = client.post(adresse, {"scelle": scelle, "colonne-0": "nom", "colonne-1": "nom"})
    assert "même chose" in deux.content.decode()
    assert _importer(client, revue).status_code == 302
    assert Position.objects.get().nom == "La Ressourcerie"
    ailleurs = make_filiere(filiere.membres.get().utilisateur)
    refus = client.post(
        reverse("filieres:importer", args=[ailleurs.reference, "positions"]), {"scelle": scelle}
    )
    assert refus.status_code == 302


def test_flows_come_in_and_go_round(client, filiere):
    texte = (
        "De;Vers;Matière;Volume;Au moins;Au plus;Unité;Prix (€ par unité);Certitude\n"
        "verre menager;Collecte;verre;90;80;120;t/an;;probable\n"
        "Collecte;Hors de la chaîne;;;;;;-5;\n"
        "Collecte;Lavage;;10;20;30;t/an;;\n"
        "Nulle part;Lavage;;;;;;;\n"
    )
    reponse = _deposer(client, filiere, "flux", texte)
    apercu = reponse.context["apercu"]
    assert apercu.nouvelles == 2
    assert [r.ligne for r in apercu.rejets] == [4, 5]
    assert "fourchette" in apercu.rejets[0].motif
    _importer(client, reponse)
    entrant = Flux.objects.get(matiere="verre")
    assert (entrant.gisement.ressource, entrant.certitude) == ("Verre ménager", "probable")
    assert Flux.objects.get(arrivee=None).prix == -5
    exporte = client.get(reverse("filieres:exporter", args=[filiere.reference, "flux", "csv"]))
    sorti = exporte.content.decode("utf-8-sig")
    assert "Verre ménager;Collecte;verre;90;80;120;t/an" in sorti
    retour = _deposer(client, filiere, "flux", sorti.replace("verre;90", "verre;95"))
    apercu = retour.context["apercu"]
    assert (apercu.nouvelles, apercu.modifiees, apercu.deja) == (0, 1, 1)
    assert apercu.propositions[0].dit == ("Volume\u00a0: 95",)
    assert "ligne déjà ainsi" in retour.content.decode()
    _importer(client, retour)
    entrant.refresh_from_db()
    assert (entrant.volume, entrant.version, entrant.history.count()) == (95, 2, 2)
    assert entrant.history.first().history_change_reason == "Import"


def test_gisements_come_in_and_go_round(client, filiere):
    make_commune(nom="Albert")
    texte = (
        "Matière;Étape;Tonnage;Min;Max;Unité;Ville;Saison;Disponible;Source\n"
        "Laine;Collecte;90;80;120;t/an;Albert;mai, 6;40;Syndicat ovin\n"
        "Verre ménager;;;;;;;;;\n"
        "Bois;;;200;100;t/an;;Toute l’année;;\n"
        "Lin;Filage;;;;;Nulle-Part;treize;140;\n"
    )
    apercu = _deposer(client, filiere, "gisements", texte).context["apercu"]
    assert apercu.nouvelles == 1
    motifs = [r.motif for r in apercu.rejets]
    assert "Déjà dans la filière" in motifs[0]
    assert "fourchette" in motifs[1]
    for mot in ("Filage", "Commune", "Mois"):
        assert mot in motifs[2]
    _importer(client, _deposer(client, filiere, "gisements", texte))
    laine = Gisement.objects.get(ressource="Laine")
    assert (laine.maillon.intitule, laine.commune.nom, laine.saison) == (
        "Collecte",
        "Albert",
        [5, 6],
    )
    assert (laine.quantite, laine.part_disponible, laine.source) == (90, 40, "Syndicat ovin")
    exporter = reverse("filieres:exporter", args=[filiere.reference, "gisements", "csv"])
    sorti = client.get(exporter).content.decode("utf-8-sig")
    assert "Laine;Collecte;90;80;120;t/an" in sorti
    assert "mai, juin" in sorti
    retour = _deposer(client, filiere, "gisements", sorti.replace("mai, juin", "toute l'année"))
    assert (retour.context["apercu"].modifiees, retour.context["apercu"].deja) == (1, 1)
    _importer(client, retour)
    laine.refresh_from_db()
    assert laine.saison == []
    filiere.visibilite = "public"
    filiere.save()
    client.logout()
    assert "Syndicat" not in client.get(exporter).content.decode()


def test_the_code_of_a_merged_commune_leads_to_the_new_one(client, filiere):
    nouvelle = make_commune(nom="Val-Neuf")
    make_commune(code="80999", nom="Vieux-Bourg", actif=False, successeur=nouvelle)
    texte = "Ressource;Commune\nLaine;80999\nBois;Vieux-Bourg (80999)\n"
    _importer(client, _deposer(client, filiere, "gisements", texte))
    for ressource in ("Laine", "Bois"):
        assert Gisement.objects.get(ressource=ressource).commune == nouvelle


def test_flows_name_the_actors_at_their_ends(client, filiere):
    collecte, lavage = filiere.maillons.order_by("pk")
    ici = make_position(collecte, nom_libre="La Ressourcerie")
    tu = make_position(lavage, acteur=make_acteur(nom="Laverie", statut="propose"))
    texte = (
        "De;Vers;Acteur de départ;Acteur d’arrivée\n"
        "Collecte;Lavage;la ressourcerie;Laverie\n"
        "Lavage;Collecte;La Ressourcerie;\n"
        "Verre ménager;Collecte;La Ressourcerie;\n"
    )
    reponse = _deposer(client, filiere, "flux", texte)
    assert [r.ligne for r in reponse.context["apercu"].rejets] == [3, 4]
    _importer(client, reponse)
    flux = Flux.objects.get()
    assert (flux.position_depart, flux.position_arrivee) == (ici, tu)
    exporter = reverse("filieres:exporter", args=[filiere.reference, "flux", "csv"])
    sorti = client.get(exporter).content.decode("utf-8-sig")
    assert "La Ressourcerie;Laverie" in sorti
    assert _deposer(client, filiere, "flux", sorti).context["apercu"].deja == 1
    filiere.visibilite = "public"
    filiere.save()
    client.logout()
    assert "La Ressourcerie;Acteur non publié" in client.get(exporter).content.decode()


@pytest.mark.parametrize(
    ("genre", "entete", "ligne"),
    [
        ("positions", "Maillon;Acteur;Commune;Capacité", "Collecte;Structure {n};Albert;{n}"),
        ("flux", "De;Vers;Matière;Volume", "Collecte;Lavage;Matière {n};{n}"),
        ("gisements", "Ressource;Maillon;Quantité", "Ressource {n};Lavage;{n}"),
    ],
)
def test_a_long_file_costs_what_a_short_one_does(client, filiere, genre, entete, ligne):
    make_commune(nom="Albert")
    couts = []
    for debut, fin in ((1, 4), (4, 64)):
        texte = "\n".join([entete, *(ligne.format(n=n) for n in range(debut, fin))])
        with CaptureQueriesContext(connection) as lues:
            _importer(client, _deposer(client, filiere, genre, texte))
        couts.append(len(lues))
    sorti = client.get(reverse("filieres:exporter", args=[filiere.reference, genre, "csv"]))
    rangees = sorti.content.decode("utf-8-sig").replace(";6;", ";7;").replace(";60;", ";70;")
    with CaptureQueriesContext(connection) as lues:
        reponse = _deposer(client, filiere, genre, rangees)
    assert reponse.context["apercu"].modifiees + reponse.context["apercu"].deja >= 60
    assert couts[1] <= couts[0] + 2  # the history is written by hundreds
    assert len(lues) < couts[0]


def test_what_leaves_depends_on_who_asks(client, filiere):
    position = make_position(
        filiere.maillons.first(), nom_libre="=1+1", source="Cachée", commune=make_commune()
    )
    make_flux(filiere.maillons.first(), source="Cachée")
    make_position(filiere.maillons.first(), acteur=make_acteur(nom="Pas prêt", statut="propose"))
    filiere.visibilite = "public"
    filiere.save()
    for genre in ("positions", "flux"):
        adresse = reverse("filieres:exporter", args=[filiere.reference, genre, "xlsx"])
        classeur = load_workbook(io.BytesIO(client.get(adresse).content))
        assert "Cachée" in [c.value for c in classeur.active[2]]
    adresse = reverse("filieres:exporter", args=[filiere.reference, "positions", "csv"])
    assert "'=1+1" in client.get(adresse).content.decode()
    client.logout()
    sorti = client.get(adresse).content.decode()
    assert position.reference in sorti
    assert "Cachée" not in sorti
    assert "Certitude" not in sorti
    maillons = client.get(reverse("filieres:maillons", args=[filiere.reference]))
    for lu in (sorti, maillons.content.decode()):
        assert "Pas prêt" not in lu
        assert "Acteur non publié" in lu
    inconnu = reverse("filieres:exporter", args=[filiere.reference, "acteurs", "csv"])
    client.force_login(make_utilisateur())
    assert client.get(inconnu).status_code == 404


def test_unreadable_files_are_refused(client, filiere):
    assert _deposer(client, filiere, "flux", "x", "x.pdf").status_code == 422
    long = "De;Vers\n" + "Collecte;Lavage\n" * 501
    assert "plus de 500 lignes" in _deposer(client, filiere, "flux", long).content.decode()
    vide = client.post(reverse("filieres:importer", args=[filiere.reference, "flux"]), {})
    assert "Choisissez un fichier" in vide.content.decode()
