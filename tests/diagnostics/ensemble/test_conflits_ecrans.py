"""Two people save the same thing, on every screen of the first half: joined, both shown."""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from diagnostics.models import GrilleMactor, PointDeVue
from diagnostics.services import liens_personnels
from tests import fabriques as f
from tests.diagnostics.ensemble.ecran import Ecran

pytestmark = pytest.mark.django_db


def test_a_statement(a_deux, element, url):
    theme = f.make_thematique()
    page = f"{url('matrice')}?element={element.reference}&volet=modifier"
    moi, eux = a_deux(page, "texte")
    eux.taper(texte="Le leur", thematique=theme.pk).envoyer()
    moi.taper(texte="Le mien").envoyer(409)
    assert "Aline Agent a enregistré une autre version" in moi.panneau
    for texte in ("Un tissu dense", "Le leur", "Le mien"):
        assert texte in moi.panneau
    assert moi.valeur("texte") == "Le mien"
    assert moi.valeur("thematique") == str(theme.pk)
    moi.envoyer()
    element.refresh_from_db()
    assert (element.texte, element.thematique) == ("Le mien", theme)


def test_a_stakeholder(a_deux, diagnostic, url):
    partie = f.make_partie(diagnostic, nom="La Ruche", role="Départ")
    page = f"{url('parties')}?partie={partie.reference}&volet=modifier"
    moi, eux = a_deux(page, "role")
    eux.taper(cercle="usagers", influence="3", role="Le leur", notes="Leur note").envoyer()
    moi.taper(role="Le mien", interet="2").envoyer(409)
    for texte in ("Départ", "Le leur", "Le mien"):
        assert texte in moi.panneau
    assert "cercle, influence, notes internes" in moi.panneau
    # The circle they chose, the interest I chose: the form holds both.
    assert [moi.valeur(c) for c in ("cercle", "influence", "interet", "role", "notes")] == [
        "usagers", "3", "2", "Le mien", "Leur note",
    ]  # fmt: skip
    moi.envoyer()
    partie.refresh_from_db()
    assert (partie.cercle.code, partie.influence, partie.interet) == ("usagers", 3, 2)
    assert (partie.role, partie.notes) == ("Le mien", "Leur note")


def test_a_stakeholder_bound_meanwhile_stays_bound(a_deux, diagnostic, url):
    acteur = f.make_acteur(nom="La Ruche")
    partie = f.make_partie(diagnostic, nom="La Ruche")
    moi, eux = a_deux(f"{url('parties')}?partie={partie.reference}&volet=modifier", "role")
    diagnostic.acteurs.add(acteur)
    eux.taper(relier="on").envoyer()
    partie.refresh_from_db()
    assert partie.acteur == acteur
    moi.taper(role="Le mien").envoyer(409).envoyer()
    partie.refresh_from_db()
    assert (partie.acteur, partie.role) == (acteur, "Le mien")


def test_an_idea_and_its_stakes(a_deux, diagnostic, url):
    commun, leur, mien = (f.make_enjeu(diagnostic, titre=t) for t in ("Commun", "Leur", "Mien"))
    piste = f.make_piste(diagnostic, titre="Départ")
    piste.enjeux.add(commun)
    moi, eux = a_deux(url("piste_modifier", piste.reference), "description")
    eux.taper(titre="Le leur", enjeux=[commun.pk, leur.pk], description="Leur texte").envoyer()
    moi.taper(titre="Le mien", enjeux=[mien.pk]).envoyer(409)
    for texte in ("Départ", "Le leur", "Le mien"):
        assert texte in moi.panneau
    assert moi.valeur("description") == "Leur texte"
    # They added one, I added one and took one away.
    assert {int(v) for v in moi.donnees["enjeux"]} == {leur.pk, mien.pk}
    moi.envoyer()
    piste.refresh_from_db()
    assert set(piste.enjeux.all()) == {leur, mien}
    assert (piste.titre, piste.description) == ("Le mien", "Leur texte")


def test_a_stake(a_deux, diagnostic, element, url):
    un, autre = f.make_thematique("mobilite"), f.make_thematique("energie")
    enjeu = f.make_enjeu(diagnostic, titre="Départ")
    moi, eux = a_deux(url("enjeu", enjeu.reference), "question")
    eux.taper(question="La leur ?", thematiques=[un.pk], elements=[element.pk]).envoyer()
    moi.taper(titre="Le mien", thematiques=[autre.pk]).envoyer(409)
    assert "réunis dans le formulaire" in moi.panneau
    moi.envoyer()
    enjeu.refresh_from_db()
    assert (enjeu.titre, enjeu.question) == ("Le mien", "La leur ?")
    assert set(enjeu.thematiques.all()) == {un, autre}
    assert enjeu.elements.get() == element


@pytest.fixture
def point(diagnostic):
    piste = f.make_piste(diagnostic, titre="Garage")
    acteur = f.make_concerne(diagnostic, piste, nom="La Manufacture")
    return f.make_point_de_vue(
        piste, acteur, compris="Un garage", sens="Oui",
        attentes=("Un pont", "Une dalle"), apports=("Des outils",),
    )  # fmt: skip


def test_a_point_of_view_row_by_row(a_deux, point, url):
    page = url("avis_equipe", point.piste.reference, point.acteur.reference)
    moi, eux = a_deux(page, "compris")
    # They change a row, add one, and the degree; I change the other row and add one too.
    eux.taper(attente_0="Un pont levant", attente_2="Un abri", adhesion="1").envoyer()
    moi.taper(attente_1="Une dalle sèche", attente_2="Un préau", apport_0="").envoyer(409)
    assert "degré d’adhésion" in moi.panneau
    assert "attente « un pont »" in moi.panneau
    moi.envoyer()
    point.refresh_from_db()
    assert point.adhesion == 1
    assert {a.texte for a in point.attentes.all()} == {
        "Un pont levant", "Une dalle sèche", "Un abri", "Un préau",
    }  # fmt: skip
    assert not point.apports.exists()


def test_the_same_row_of_a_point_of_view_is_in_dispute(a_deux, point, url):
    page = url("avis_equipe", point.piste.reference, point.acteur.reference)
    moi, eux = a_deux(page, "compris")
    eux.taper(attente_0="Le leur", apport_0="Leurs outils", compris="Leur lecture").envoyer()
    moi.taper(attente_0="Le mien", apport_0="", compris="Ma lecture").envoyer(409)
    for texte in ("Un pont", "Le leur", "Le mien", "Leur lecture", "Ma lecture", "Leurs outils"):
        assert texte in moi.panneau
    assert (moi.valeur("attente_0"), moi.valeur("compris")) == ("Le mien", "Ma lecture")
    # What I took away while they changed it comes back, to be taken away knowingly.
    assert moi.valeur("apport_0") == "Leurs outils"
    avant = set(point.attentes.values_list("pk", flat=True))
    moi.envoyer()
    assert set(point.attentes.values_list("pk", flat=True)) == avant


def test_a_row_they_took_away_and_i_changed_is_kept(a_deux, point, url):
    page = url("avis_equipe", point.piste.reference, point.acteur.reference)
    moi, eux = a_deux(page, "compris")
    eux.taper(attente_0="").envoyer()
    moi.taper(attente_0="Le mien").envoyer(409)
    moi.envoyer()
    assert {a.texte for a in point.attentes.all()} == {"Le mien", "Une dalle"}


def test_without_knowing_where_it_started_everything_stays(client, gens, point, url):
    page = url("avis_equipe", point.piste.reference, point.acteur.reference)
    moi = Ecran(client, page, "compris")
    for depart in ("", "{", "[]", '{"compris":1}', "{}"):
        moi.donnees["version"], moi.donnees["depart"] = ["7"], [depart]
        moi.taper(compris="Le mien").envoyer(409)
        assert "Un garage" in moi.panneau
        assert moi.valeur("attente_0") == "Un pont"


def test_an_answer_given_in_secret_meanwhile_is_neither_shown_nor_replaced(a_deux, point, url):
    page = url("avis_equipe", point.piste.reference, point.acteur.reference)
    moi, _ = a_deux(page, "compris")
    PointDeVue.objects.filter(pk=point.pk).update(
        compris="Confié", prive=True, origine="acteur", version=2
    )
    reponse = moi.client.post(moi.action, {**moi.donnees, "compris": ["Le mien"]})
    assert reponse.status_code == 409
    html = reponse.content.decode()
    assert "n’a pas été enregistré" in html
    assert "Le mien" in html
    assert "Confié" not in html
    assert PointDeVue.objects.get().compris == "Confié"


def test_a_personal_link_joins_idea_by_idea(diagnostic, point, gens):
    autre = f.make_piste(diagnostic, titre="Navette")
    _, jeton = liens_personnels.ouvrir(
        acteur=point.acteur, pistes=[point.piste, autre], jours=7, par=gens.pilote
    )
    adresse = reverse("diagnostics:avis", args=[jeton])
    p0, p1 = point.piste.reference, autre.reference
    moi = Ecran(Client(), adresse, f"{p0}-compris")
    PointDeVue.objects.filter(pk=point.pk).update(sens="D’après l’équipe", version=2)
    moi.taper(**{f"{p0}-compris": "Le mien", f"{p1}-compris": "Vu", "consentement": "1"})
    moi.taper(**{f"{p1}-adhesion": "3"}).envoyer(409)
    assert "L’équipe a enregistré une autre version" in moi.panneau
    assert "Garder tout le mien" not in moi.html
    assert moi.valeur(f"{p0}-sens") == "D’après l’équipe"
    moi.taper(consentement="1").envoyer()
    point.refresh_from_db()
    assert (point.compris, point.sens) == ("Le mien", "D’après l’équipe")
    assert point.attentes.count() == 2
    assert PointDeVue.objects.get(piste=autre).compris == "Vu"


@pytest.fixture
def jeu(diagnostic):
    acteurs = [f.make_concerne(diagnostic, nom=n, dans_mactor=True) for n in ("Un", "Deux")]
    return (*acteurs, diagnostic.objectifs_mactor.create(titre="Garage"))


def test_grids_cell_by_cell(a_deux, jeu, url):
    un, deux, objectif = jeu
    case, autre = (f"i-{a.reference}-{b.reference}" for a, b in ((un, deux), (deux, un)))
    position = f"p-{un.reference}-{objectif.reference}"
    moi, eux = a_deux(url("mactor_grilles"), case)
    eux.taper(**{case: "3", position: "-4"}).envoyer()
    moi.taper(**{case: "1", autre: "2"}).envoyer(409)
    assert "1 case des positions" in moi.panneau
    assert "Un sur Deux Avant0 Enregistré par Aline Agent3" in moi.panneau
    assert [moi.valeur(c) for c in (case, autre, position)] == ["1", "2", "-4"]
    # From a version that is known, too.
    moi.envoyer()
    moi, eux = a_deux(url("mactor_grilles"), case)
    eux.taper(**{position: "0"}).envoyer()
    moi.taper(**{autre: "4"}).envoyer(409).envoyer()
    grille = GrilleMactor.objects.get()
    assert grille.influences == {
        f"{un.reference}>{deux.reference}": 1, f"{deux.reference}>{un.reference}": 4,
    }  # fmt: skip
    assert set(grille.positions.values()) == {0}


def test_a_wrong_cell_does_not_forget_which_version_was_read(a_deux, jeu, url):
    un, deux, _ = jeu
    case = f"i-{un.reference}-{deux.reference}"
    moi, eux = a_deux(url("mactor_grilles"), case)
    eux.taper(**{case: "3"}).envoyer()
    moi.taper(**{case: "9"}).envoyer(422)
    moi.lire(moi.client.post(moi.action, moi.donnees), case)
    moi.taper(**{case: "1"}).envoyer(409)


def test_choosing_actors_touches_only_what_one_changed(a_deux, jeu, url):
    un, deux, _ = jeu
    moi, eux = a_deux(url("mactor"), "acteur")
    eux.taper(acteur=[un.reference], **{f"sigle-{un.reference}": "LEUR"}).envoyer()
    moi.taper(**{f"sigle-{un.reference}": "MIEN", f"sigle-{deux.reference}": "DEUX"}).envoyer()
    un.refresh_from_db()
    deux.refresh_from_db()
    assert (un.sigle, deux.sigle) == ("LEUR", "DEUX")
    assert not deux.dans_mactor
    html = moi.client.get(url("mactor")).content.decode()
    assert "«\u00a0LEUR\u00a0», gardé" in html
    assert "«\u00a0MIEN\u00a0»" in html


def test_a_contact_and_an_exchange(a_deux, diagnostic, url):
    partie = f.make_partie(diagnostic)
    page = url("contact", partie.reference)
    moi, eux = a_deux(page, "prochaine_action")
    eux.taper(etat="contacte", prochaine_action="La leur").envoyer()
    moi.taper(prochaine_action="La mienne", echeance="2026-12-01").envoyer(409)
    for texte in ("La leur", "La mienne"):
        assert texte in moi.panneau
    assert (moi.valeur("etat"), moi.valeur("echeance")) == ("contacte", "2026-12-01")
    moi.envoyer()
    partie.suivi.refresh_from_db()
    assert (partie.suivi.etat, partie.suivi.prochaine_action) == ("contacte", "La mienne")
    moi.client.post(
        url("contact_noter", partie.reference), {"date": "2026-01-05", "resume": "un\ndeux\ntrois"}
    )
    echange = partie.suivi.echanges.get()
    moi, eux = a_deux(url("contact_corriger", partie.reference, echange.reference), "resume")
    eux.taper(resume="UN\ndeux\ntrois", canal="telephone").envoyer()
    moi.taper(resume="un\ndeux\nTROIS").envoyer(409)
    assert "réunis dans le formulaire" in moi.panneau
    moi.envoyer()
    echange.refresh_from_db()
    assert (echange.resume.split(), echange.canal) == (["UN", "deux", "TROIS"], "telephone")


def test_keeping_all_of_mine(client, a_deux, element, url):
    page = f"{url('matrice')}?element={element.reference}&volet=modifier"
    moi, eux = a_deux(page, "texte")
    eux.taper(texte="Le leur").envoyer()
    moi.taper(texte="Le mien").envoyer(409)
    racine = lxml.html.fromstring(moi.html)
    panneau = next(g for g in racine.forms if "Garder tout le mien" in g.text_content())
    assert client.post(panneau.action, dict(panneau.form_values())).status_code == 302
    element.refresh_from_db()
    assert element.texte == "Le mien"
    garder = racine.find_class("e-conflit")[0].find(".//a")
    assert client.get(garder.get("href")).status_code == 200
