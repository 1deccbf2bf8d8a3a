"""The facilitator: list, board, acts, paper notes, hands, big screen, results, exports."""

import json

import pytest
from django.urls import reverse

from diagnostics.models import ImageExportee
from diagnostics.services.seance import conduite, decisions, groupes, participants
from socle.travaux import executer
from tests import fabriques as f
from tests.diagnostics.seance.outils import aller, make_note, make_participant, make_seance

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def seance(diagnostic):
    return make_seance("preparation", diagnostic=diagnostic)


@pytest.fixture
def sienne(diagnostic, seance):
    def adresse(nom, *suite):
        return reverse(f"diagnostics:{nom}", args=[diagnostic.reference, seance.reference, *suite])

    return adresse


def test_preparer_regler_supprimer(client, diagnostic, url):
    assert "Aucune séance" in client.get(url("seances")).content.decode()
    champs = {
        "titre": "Atelier 1",
        "outil": "moff",
        "voix_par_personne": 4,
        "notes_par_personne": 20,
    }
    assert client.post(url("seance_creer"), {**champs, "voix_par_personne": 99}).status_code == 422
    reponse = client.post(url("seance_creer"), champs)
    seance = diagnostic.seances.get()
    assert reponse["Location"] == url("seance", seance.reference)
    client.post(url("seance_regler", seance.reference), {**champs, "titre": "Atelier un"})
    assert "Atelier un" in client.get(url("seances")).content.decode()
    client.post(url("seance_supprimer", seance.reference))
    assert not diagnostic.seances.exists()


def test_la_page_de_conduite_a_chaque_etape(client, seance, sienne):
    lea = make_participant(seance)
    for etape in (
        "preparation",
        "recueil",
        "revelation",
        "regroupement",
        "vote",
        "decision",
        "close",
    ):
        if etape != "preparation":
            client.post(sienne("seance_agir"), {"acte": f"etape:{etape}"})
        if etape == "recueil":
            make_note(lea, "Une gare TGV")
            make_note(lea, "Gare TGV proche")
        for nom in ("seance", "seance_ecran", "seance_bilan", "seance_saisir", "seance_mains"):
            page = client.get(sienne(nom))
            assert page.status_code == 200, (etape, nom)
        conduite_ = client.get(sienne("seance")).content.decode()
        ecran = client.get(sienne("seance_ecran")).content.decode()
        if etape == "recueil":
            assert "Une gare TGV" in conduite_
            assert "Une gare TGV" not in ecran
        if etape == "regroupement":
            assert "Groupes proposés" in conduite_
            assert "Une gare TGV" in ecran


def test_agir_sans_javascript(client, seance, sienne):
    lea = make_participant(seance)
    aller(seance, "recueil")
    a, b, c = (make_note(lea).numero for _ in range(3))
    agir = sienne("seance_agir")

    def faire(acte, **champs):
        reponse = client.post(agir, {"acte": acte, **champs}, follow=True)
        assert reponse.status_code == 200
        return reponse.content.decode()

    assert "révéler." in faire("etape:revelation")
    faire("etape:regroupement")
    assert "Regroupées dans la carte" in faire(
        "regrouper", carte=[a], numeros=f"{b}", texte="Réunies"
    )
    groupe = seance.groupes.get()
    assert groupe.texte == "Réunies"
    faire("reformuler", numeros=groupe.numero, texte="Reformulées")
    faire("deplacer", carte=[groupe.numero], case="menace")
    faire("deplacer:force", carte=[groupe.numero])
    faire(f"detacher:{a}")
    faire(f"dissoudre:{groupe.numero}")
    assert "Annulé" in faire("annuler")
    faire(f"masquer:{c}")
    faire(f"montrer:{c}")
    assert "au moins deux cartes" in faire("regrouper", carte=[a])
    faire("minuteur:lancer", minutes="3")
    faire("minuteur:pause")
    faire("minuteur:reprendre")
    faire("minuteur:ajouter")
    faire("minuteur:arreter")
    assert "durée" in faire("minuteur:lancer", minutes="abc")
    faire("etape:decision")
    assert "pourquoi" in faire(f"ecarter:{c}")
    faire(f"ecarter:{c}", motif="Hors sujet")
    faire("garder", carte=[a])
    faire("rediscuter", carte=[a])
    faire(f"exclure:{lea.numero}")
    lea.refresh_from_db()
    assert lea.exclu
    faire(f"readmettre:{lea.numero}")
    for acte in ("lien:fermer", "lien:ouvrir", "lien:changer", "lien:apres", "lien:sans-apres"):
        faire(acte)
    assert "Choisissez ce qu’il faut faire" in faire("n-importe-quoi")


def test_agir_en_json_repond_ce_qui_change(client, seance, sienne):
    lea = make_participant(seance)
    aller(seance, "recueil")
    a, b = (make_note(lea).numero for _ in range(2))
    aller(seance, "regroupement")
    etat = client.post(
        sienne("seance_agir"),
        {"acte": "regrouper", "carte": [a, b], "e": "regroupement", "r": seance.revision},
        **JSON,
    )
    lu = json.loads(etat.content)
    assert sorted(lu["parties"]) == [a, b]
    assert len(lu["cartes"]) == 1
    assert "barre" in lu["zones"]
    refus = client.post(sienne("seance_agir"), {"acte": "regrouper"}, **JSON)
    assert refus.status_code == 422
    assert "message" in json.loads(refus.content)


@pytest.mark.parametrize("nom", ["seance_etat", "seance_ecran_etat"])
def test_sonder(client, seance, sienne, nom):
    premier = client.get(sienne(nom), {"e": "preparation", "r": 0})
    assert premier.status_code == 200
    assert client.get(sienne(nom), HTTP_IF_NONE_MATCH=premier["ETag"]).status_code == 304
    make_participant(seance)
    assert client.get(sienne(nom), HTTP_IF_NONE_MATCH=premier["ETag"]).status_code == 200


def test_saisir_du_papier(client, seance, sienne):
    champs = {
        "genre": "habitant",
        "case": "force",
        "textes": "Une\nDeux\n\n",
        "cle": "papier-cle-1",
    }
    for _ in range(2):
        reponse = client.post(sienne("seance_saisir"), champs)
        assert reponse.status_code == 302
    assert [n.texte for n in seance.notes.all()] == ["Une", "Deux"]
    assert client.post(sienne("seance_saisir"), {**champs, "textes": " "}).status_code == 422


def test_compter_des_mains(client, seance, sienne):
    numero = make_note(participants.representer(seance=seance, genre="ess")).numero
    aller(seance, "vote")
    client.post(sienne("seance_mains"), {"genre": "habitant", "effectif": 6})
    client.post(
        sienne("seance_mains"), {"genre": "habitant", "effectif": 6, "numero": numero, "nombre": 4}
    )
    page = client.get(sienne("seance_mains"), {"genre": "habitant"}).content.decode()
    assert 'value="4"' in page
    trop = client.post(
        sienne("seance_mains"),
        {"genre": "habitant", "effectif": 6, "numero": numero, "nombre": 7},
        follow=True,
    )
    assert "vérifiez l’effectif" in trop.content.decode()


@pytest.fixture
def finie(seance):
    lea = make_participant(seance)
    aller(seance, "recueil")
    a, b = make_note(lea, "=cmd|calc"), make_note(lea, "Seconde & <b>grasse</b>")
    c = make_note(lea, "Écartée")
    aller(seance, "regroupement")
    groupes.regrouper(seance=seance, numeros=[a.numero, b.numero], par=seance.animatrice)
    aller(seance, "decision")
    groupe = seance.groupes.get()
    par = seance.animatrice
    decisions.decider(seance=seance, numeros=[groupe.numero], decision="gardee", par=par)
    decisions.decider(
        seance=seance, numeros=[c.numero], decision="ecartee", motif="Ailleurs", par=par
    )
    return aller(seance, "close")


def _produit(client, adresse):
    """Ask for a file, let it be made in the background, ask again."""
    attente = client.get(adresse)
    assert attente.status_code == 302, "never made in the request"
    image = ImageExportee.objects.get(etat="en_attente")
    assert image.reference in attente["Location"]
    assert image.get_nature_display() in client.get(attente["Location"]).text
    assert executer(image, battre_en_fond=False)
    assert "Télécharger" in client.get(attente["Location"]).text
    return client.get(adresse).content


def test_bilan_et_exports(client, finie, sienne, url):
    page = client.get(sienne("seance_bilan")).content.decode()
    assert "Motif" in page
    assert "Comparer la matrice avant et après" in page
    for tri in ("voix", "numero", "n-importe"):
        assert client.get(sienne("seance_bilan"), {"tri": tri}).status_code == 200
    for adresse in (sienne("seance_export", "csv"), url("matrice_export", "csv")):
        reponse = client.get(adresse)
        texte = reponse.content.decode("utf-8-sig")
        assert "'=cmd|calc" in texte
        assert ";=cmd" not in texte
        assert "attachment" in reponse["Content-Disposition"]
    for adresse in (sienne("seance_export", "svg"), url("matrice_export", "svg")):
        svg = client.get(adresse).content.decode()
        assert svg.lstrip().startswith(("<?xml", "<svg"))
        assert "<b>" not in svg
    assert _produit(client, sienne("seance_export", "png")).startswith(b"\x89PNG")
    assert client.get(sienne("seance_export", "exe")).status_code == 404
    assert client.get(url("matrice_export", "exe")).status_code == 404


def test_affiche_a3(client, diagnostic, url):
    import io

    from pypdf import PdfReader

    for i in range(20):
        f.make_element(diagnostic, texte=f"Énoncé numéro {i} & <i>")
    pdf = PdfReader(io.BytesIO(_produit(client, url("matrice_export", "pdf"))))
    assert len(pdf.pages) == 2
    largeur, hauteur = pdf.pages[0].mediabox[2:]
    assert (round(float(largeur)), round(float(hauteur))) == (1191, 842)
    assert "Énoncé numéro 0" in pdf.pages[0].extract_text()


def test_instantanes(client, diagnostic, url):
    assert "Aucun instantané" in client.get(url("instantanes")).content.decode()
    client.post(url("instantane_prendre"), {"titre": "Au départ"})
    instantane = diagnostic.instantanes.get()
    f.make_element(diagnostic, texte="Venu depuis")
    page = client.get(url("instantanes"), {"avant": instantane.reference}).content.decode()
    assert "Ajoutés" in page
    assert "Venu depuis" in page


def test_une_seance_ouverte_par_un_simple_membre_montre_le_bilan(
    client, diagnostic, seance, sienne
):
    client.force_login(f.make_membre(diagnostic, role="lecteur"))
    assert client.get(sienne("seance"))["Location"] == sienne("seance_bilan")
    assert client.get(sienne("seance_bilan")).status_code == 200
    assert client.get(sienne("seance_export", "csv")).status_code == 404  # nothing revealed yet
    assert client.post(sienne("seance_agir"), {"acte": "etape:vote"}).status_code == 403


def test_les_memes_requetes_a_la_conduite(client, seance, sienne, django_assert_max_num_queries):
    lea = make_participant(seance)
    aller(seance, "revelation")
    for nombre in (1, 5):
        for _ in range(nombre):
            make_note(lea)
            make_participant(seance)
        with django_assert_max_num_queries(20):
            client.get(sienne("seance"))
    conduite.regler_lien(seance=seance, acte="fermer")
