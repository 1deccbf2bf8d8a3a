"""Evidence against a statement: attached, counted apart, shown with both sides, printed."""

import pytest

from diagnostics.models import Preuve
from diagnostics.services.fusion import defusionner, fusionner
from diagnostics.services.historique import lire_historique
from diagnostics.services.preuves import rattacher
from rapports.services.contenu import assemble_content
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def _contredit(diagnostic, **champs):
    element = f.make_element(diagnostic, **champs)
    f.make_preuve(element, texte="Étude qui le montre")
    f.make_preuve(element, texte="Relevé qui dit l’inverse", sens="contredit")
    return element


def test_lecture_compte_les_deux_cotes(diagnostic, django_assert_num_queries):
    _contredit(diagnostic, texte="Deux côtés")
    nu = f.make_element(diagnostic, texte="Contredit seulement")
    f.make_preuve(nu, sens="contredit")
    f.make_element(diagnostic, texte="Sans rien")
    with django_assert_num_queries(3):
        matrice = diagnostic.matrice()
    assert (matrice.total, matrice.etayes, matrice.sans_preuve, matrice.contredits) == (3, 1, 2, 2)
    deux = next(x for x in matrice.lignes() if x.texte == "Deux côtés")
    assert (deux.nb_preuves, deux.nb_contre, deux.natures) == (1, 1, ("source",))
    assert deux.est_etaye
    assert deux.est_contredit
    filtree = diagnostic.matrice(contredits=True)
    assert {x.texte for x in filtree.lignes()} == {"Deux côtés", "Contredit seulement"}
    assert filtree.filtree


def test_rattacher_une_contradiction_par_l_ecran(client, diagnostic, url):
    element = f.make_element(diagnostic)
    page = client.get(
        url("matrice"), {"element": element.reference, "volet": "preuve", "sens": "contredit"}
    )
    assert 'value="contredit"' in page.content.decode()
    client.post(
        url("rattacher", element.reference),
        {"nature": "source", "sens": "contredit", "texte": "Comptage de mai"},
    )
    preuve = Preuve.objects.get(element=element)
    assert preuve.sens == "contredit"
    page = client.get(url("matrice"), {"element": element.reference}).content.decode()
    assert "Ce qui le contredit" in page
    assert "Comptage de mai" in page
    assert "Contredit</span>" in page
    assert "?contredits=1" in page
    assert "Contredits" in client.get(url("matrice"), {"contredits": "1"}).content.decode()
    assert "et 1 contre" in client.get(url("apercu")).content.decode()
    assert "Contradiction signalée" in [c.titre for c in lire_historique(element=element)]


def test_la_meme_source_peut_dire_les_deux(diagnostic, pilote):
    """The same words cannot stand on both sides: one of the two is a mistake."""
    element = f.make_element(diagnostic)
    rattacher(element=element, nature="source", texte="Étude", par=pilote)
    with pytest.raises(Exception, match="déjà rattachée"):
        rattacher(element=element, nature="source", texte="Étude", par=pilote, sens="contredit")
    with pytest.raises(Exception, match="sens"):
        rattacher(element=element, nature="source", texte="Autre", par=pilote, sens="bof")


def test_la_fusion_garde_le_sens(diagnostic, pilote):
    cible, doublon = f.make_element(diagnostic), _contredit(diagnostic)
    fusionner(cible=cible, doublons=[doublon], par=pilote)
    assert sorted(cible.preuves.values_list("sens", flat=True)) == ["appuie", "contredit"]
    defusionner(element=doublon, par=pilote)
    assert not cible.preuves.exists()


def test_le_rapport_montre_les_deux_cotes(diagnostic):
    _contredit(diagnostic)
    contenu = assemble_content(diagnostic, audience="interne")
    (enonce,) = [e for c in contenu.cadrans for e in c.enonces]
    assert [a.libelle for a in enonce.appuis] == ["Étude qui le montre"]
    assert [a.libelle for a in enonce.contraires] == ["Relevé qui dit l’inverse"]


def test_lecture_publique_tait_une_parole_contraire(diagnostic):
    element = f.make_element(diagnostic)
    entretien = f.make_entretien(diagnostic, titre="TITRE-PRIVE")
    f.make_preuve(element, "entretien", entretien=entretien, texte="CITATION", sens="contredit")
    ecrit = repr(diagnostic.matrice(detail=True, public=True))
    assert "TITRE-PRIVE" not in ecrit
    assert "CITATION" not in ecrit
    assert "nb_contre=1" in ecrit
