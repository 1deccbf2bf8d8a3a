"""Two people save the same thing around interviews: joined, both shown, nothing lost."""

import lxml.html
import pytest

from diagnostics.models import Besoin, RelationSignalee, RencontrePrevue, Reponse, Verbatim
from diagnostics.services.saisie import Envoi, enregistrer_reponse, enregistrer_verbatim
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def test_an_interview(a_deux, diagnostic, gens, entretien, url):
    moi, eux = a_deux(url("entretien_modifier", entretien.reference), "lieu")
    eux.taper(lieu="À la mairie", date="2026-03-02", enqueteurs=[gens.agent.pk]).envoyer()
    moi.taper(lieu="Au lavoir", enqueteurs=[gens.pilote.pk]).envoyer(409)
    assert "Aline Agent a enregistré une autre version" in moi.panneau
    for texte in ("À la mairie", "Au lavoir"):
        assert texte in moi.panneau
    assert moi.valeur("date") == "2026-03-02"
    assert set(moi.donnees["enqueteurs"]) == {str(gens.agent.pk), str(gens.pilote.pk)}
    moi.envoyer()
    entretien.refresh_from_db()
    assert (entretien.lieu, str(entretien.date)) == ("Au lavoir", "2026-03-02")
    assert entretien.enqueteurs.count() == 2


def test_a_source(a_deux, diagnostic, url):
    source = f.make_entretien(
        diagnostic, nature="atelier", titre="Atelier 1", compte_rendu="un\ndeux\ntrois"
    )
    moi, eux = a_deux(url("source", source.reference), "compte_rendu")
    eux.taper(titre="Le leur", compte_rendu="UN\ndeux\ntrois").envoyer()
    moi.taper(titre="Le mien", compte_rendu="un\ndeux\nTROIS").envoyer(409)
    for texte in ("Atelier 1", "Le leur", "Le mien", "Changé des deux côtés"):
        assert texte in moi.panneau
    moi.envoyer()
    source.refresh_from_db()
    assert source.titre == "Le mien"
    assert source.compte_rendu.replace("\r", "") == "UN\ndeux\nTROIS"


def test_the_preparation_sheet(a_deux, diagnostic, url):
    moi, eux = a_deux(url("preparation"), "vigilance")
    eux.taper(intention="Leur intention", vigilance="Leur vigilance").envoyer()
    moi.taper(vigilance="Ma vigilance", a_apprendre="Tout").envoyer(409)
    assert "Leur vigilance" in moi.panneau
    assert "Ma vigilance" in moi.panneau
    assert moi.valeur("intention") == "Leur intention"
    moi.envoyer()
    diagnostic.preparation.refresh_from_db()
    fiche = diagnostic.preparation
    assert (fiche.intention, fiche.a_apprendre, fiche.vigilance) == (
        "Leur intention", "Tout", "Ma vigilance",
    )  # fmt: skip


def test_somebody_to_meet(a_deux, diagnostic, url):
    rencontre = RencontrePrevue.objects.create(diagnostic=diagnostic, nom="Le garage")
    moi, eux = a_deux(url("rencontre", rencontre.reference), "savoirs")
    eux.taper(statut="contacte", savoirs="Leurs savoirs").envoyer()
    moi.taper(savoirs="Mes savoirs").envoyer(409)
    assert "Leurs savoirs" in moi.panneau
    assert moi.valeur("statut") == "contacte"
    moi.envoyer()
    rencontre.refresh_from_db()
    assert (rencontre.statut, rencontre.savoirs) == ("contacte", "Mes savoirs")


def test_a_grid_and_a_question(a_deux, diagnostic, url):
    version = f.make_grille(diagnostic, "Première ?", publiee=False)
    grille, question = version.grille, version.questions.get()
    page = url("grille", grille.reference)
    moi, eux = a_deux(page, "duree")
    eux.taper(duree="45", titre="Le leur").envoyer()
    moi.taper(titre="Le mien").envoyer(409)
    assert "Le leur" in moi.panneau
    assert moi.valeur("duree") == "45"
    moi.envoyer()
    grille.refresh_from_db()
    assert (grille.titre, grille.duree) == ("Le mien", 45)
    question.nature, question.choix = "choix", ["oui", "non", "sans avis"]
    question.save()
    cle = question.cle
    moi, eux = a_deux(f"{page}?modifier={cle}", f"{cle}-choix")
    eux.taper(**{f"{cle}-choix": "OUI\nnon\nsans avis", f"{cle}-aide": "Relancer"}).envoyer()
    moi.taper(**{f"{cle}-choix": "oui\nnon\nne sait pas", f"{cle}-texte": "Alors ?"}).envoyer(409)
    assert "Changé des deux côtés" in moi.panneau
    moi.envoyer()
    question.refresh_from_db()
    assert (question.texte, question.aide) == ("Alors ?", "Relancer")
    assert question.choix == ["OUI", "non", "ne sait pas"]


def test_a_need_and_a_relation(a_deux, diagnostic, url):
    besoin = Besoin.objects.create(diagnostic=diagnostic, texte="Se déplacer")
    moi, eux = a_deux(url("besoin", besoin.reference), "qui")
    eux.taper(qui="Les jeunes", texte="Le leur").envoyer()
    moi.taper(texte="Le mien").envoyer(409)
    assert "Le leur" in moi.panneau
    moi.envoyer()
    besoin.refresh_from_db()
    assert (besoin.texte, besoin.qui) == ("Le mien", "Les jeunes")
    relation = RelationSignalee.objects.create(diagnostic=diagnostic, nom_a="A", nom_b="B")
    moi, eux = a_deux(url("relation", relation.reference), "precision")
    eux.taper(nature="finance", precision="Leur précision").envoyer()
    moi.taper(precision="Ma précision").envoyer(409)
    assert "Leur précision" in moi.panneau
    assert moi.valeur("nature") == "finance"
    moi.envoyer()
    relation.refresh_from_db()
    assert (relation.nature, relation.precision) == ("finance", "Ma précision")


@pytest.fixture
def ensemble(diagnostic, gens, entretien):
    """An answer and exact words that a colleague changed after I opened them."""

    def ecrire(texte, par, version=None):
        enregistrer_reponse(
            entretien=entretien, question=None, texte=texte, valeur="",
            envoi=Envoi(version=version), par=par,
        )  # fmt: skip
        enregistrer_verbatim(
            entretien=entretien, cle="paroles", texte=texte, envoi=Envoi(version=version), par=par,
            champs={"consentement": "oral", "anonymat": "structure", "question": None},
        )  # fmt: skip

    ecrire("un\ndeux\ntrois", gens.pilote)
    ecrire("UN\ndeux\ntrois", gens.agent)
    return entretien


@pytest.mark.parametrize(
    "cible", [("reponse", "notes", Reponse), ("verbatim", "paroles", Verbatim)]
)
def test_without_javascript_an_answer_is_joined_or_shown(client, gens, ensemble, url, cible):
    nature, cle, modele = cible
    client.force_login(gens.pilote)
    saisie = url("entretien_saisie", ensemble.reference)
    envoi = {"cible": nature, "cle": cle, "version": "1", "question": "notes",
             "consentement": "oral", "anonymat": "structure"}  # fmt: skip
    jointe = client.post(saisie, {**envoi, "texte": "un\ndeux\nTROIS"})
    assert jointe.status_code == 409
    assert "Changé des deux côtés, réuni" in jointe.text
    assert "UN\ndeux\nTROIS</textarea>" in jointe.text
    disputee = client.post(saisie, {**envoi, "texte": "Le mien"})
    assert disputee.status_code == 409
    assert "Aline Agent a enregistré une autre version" in disputee.text
    assert "Garder tout le mien" in disputee.text
    assert disputee.text.count("Le mien") >= 3, "in the panel, its hidden field, and the form"
    assert modele.objects.get().texte == "UN\ndeux\ntrois", "nothing written meanwhile"
    assert client.post(saisie, {**envoi, "version": "2", "texte": "Le mien"}).status_code == 302
    assert modele.objects.get().texte == "Le mien"


def test_the_panel_stands_outside_the_form(client, gens, ensemble, url):
    """A panel inside a form would lose its buttons: forms do not nest."""
    client.force_login(gens.pilote)
    saisie = url("entretien_saisie", ensemble.reference)
    page = client.post(saisie, {"cible": "reponse", "cle": "notes", "version": "1", "texte": "x"})
    panneau = lxml.html.fromstring(page.text).find_class("e-conflit")[0]
    assert not list(panneau.iterancestors("form"))
    assert len(panneau.findall(".//form")) == 1
