"""Comments in the journal, history of circles, links that come back with what was deleted."""

import lxml.html
import pytest

from diagnostics.echanges import trouver_cible
from diagnostics.journal import suivi_de, suivis
from diagnostics.models import (
    Cercle,
    Commentaire,
    Echange,
    Entretien,
    PartiePrenante,
    Preuve,
    RencontrePrevue,
)
from diagnostics.services import (
    commentaires,
    contacts,
    entretiens,
    parties,
    pistes,
    preparation,
    preuves,
)
from diagnostics.services.journal import Filtres, lire_journal
from diagnostics.services.restauration import remettre
from diagnostics.services.sources import supprimer_source
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def lire(diagnostic, personne, **filtres):
    return lire_journal(diagnostic=diagnostic, utilisateur=personne, filtres=Filtres(**filtres))[1]


# ── Comments ────────────────────────────────────────────────────────────────
def test_a_comment_is_told_and_found_from_the_journal(client, diagnostic, cible, gens, url):
    dit = commentaires.commenter(
        diagnostic=diagnostic, cible=cible, texte="Est-ce bien sûr ?", auteur=gens.agent
    )
    commentaires.resoudre(commentaire=dit, par=gens.pilote)
    entrees = lire(diagnostic, gens.lecteur, outil="echanges")
    assert [e.raison for e in entrees] == ["Conversation résolue", "Commentaire"]
    assert {e.titre for e in entrees} == {"Est-ce bien sûr ?"}
    page = client.get(url("historique") + "?outil=echanges").content.decode()
    assert "Est-ce bien sûr" in page
    adresse = next(
        a.get("href") for a in lxml.html.fromstring(page).iter("a")
        if (a.get("href") or "").endswith(f"#c-{dit.reference}")
    )  # fmt: skip
    assert f'id="c-{dit.reference}"' in client.get(adresse.partition("#")[0]).content.decode()


def test_what_was_confided_or_erased_is_not_told(diagnostic, cible, confidence, gens):
    commentaires.commenter(
        diagnostic=diagnostic, cible=confidence, texte="Entre nous", auteur=gens.agent
    )
    efface = commentaires.commenter(
        diagnostic=diagnostic, cible=cible, texte="Une bourde", auteur=gens.agent
    )
    commentaires.effacer_commentaire(commentaire=efface, par=gens.agent)
    for personne, nombre in ((gens.elue, 1), (gens.agent, 2)):
        entrees = lire(diagnostic, personne, outil="echanges")
        assert len(entrees) == nombre
        dits = " ".join(
            [e.titre for e in entrees] + [x.avant + x.apres for e in entrees for x in e.ecarts]
        )
        assert "Une bourde" not in dits
        assert ("Entre nous" in dits) == (personne == gens.agent)
    commentaires.remettre_commentaire(commentaire=efface, par=gens.agent)
    assert len(lire(diagnostic, gens.elue, outil="echanges")) == 3
    assert Commentaire.objects.get(pk=efface.pk).texte == "Une bourde"


def test_comments_cost_the_same(client, diagnostic, gens, url, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def dire(texte):
        cible = trouver_cible(diagnostic, "element", f.make_element(diagnostic).reference)
        commentaires.commenter(diagnostic=diagnostic, cible=cible, texte=texte, auteur=gens.agent)

    dire("Un")
    with CaptureQueriesContext(connection) as avant:
        client.get(url("historique"))
    dire("Deux")
    dire("Trois")
    with django_assert_num_queries(len(avant)):
        client.get(url("historique"))


# ── Circles ─────────────────────────────────────────────────────────────────
def test_a_circle_goes_back_and_comes_back(client, diagnostic, gens, url):
    f.make_partie(diagnostic)
    cercle = diagnostic.cercles.get(code="usagers")
    donnees = {"cercle": "usagers", "acte": "renommer", "c-usagers-version": 1}
    client.post(
        url("cercles"), {**donnees, "c-usagers-nom": "Habitants", "c-usagers-question": "Qui ?"}
    )
    entrees = lire(diagnostic, gens.elue, outil="parties")
    renommage = next(e for e in entrees if e.raison == "Cercle renommé")
    assert next((x.champ, x.apres) for x in renommage.ecarts) == ("Nom", "Habitants")
    depart = Cercle.history.filter(id=cercle.pk).order_by("history_id").first()
    client.post(url("revenir", "cercle", depart.history_id))
    cercle.refresh_from_db()
    assert cercle.nom == depart.nom != "Habitants"
    client.post(url("cercles"), {"cercle": "usagers", "acte": "supprimer"})
    assert not diagnostic.cercles.filter(code="usagers").exists()
    disparue = Cercle.history.filter(id=cercle.pk, history_type="-").get()
    client.post(url("remettre", "cercle", disparue.history_id))
    assert diagnostic.cercles.get(code="usagers").pk == cercle.pk
    assert client.get(url("parties")).status_code == 200


def test_two_people_rename_a_circle(client, diagnostic, gens, url):
    f.make_partie(diagnostic)
    cercle = diagnostic.cercles.get(code="usagers")
    parties.renommer_cercle(
        cercle=cercle, nom="Le leur", question="Leur question ?", par=gens.agent
    )
    reponse = client.post(
        url("cercles"),
        {
            "cercle": "usagers", "acte": "renommer", "c-usagers-version": 1,
            "c-usagers-nom": "Le mien", "c-usagers-question": cercle.question,
        },
    )  # fmt: skip
    assert reponse.status_code == 409
    page = reponse.content.decode()
    assert "Aline Agent a enregistré une autre version" in page
    assert 'value="Le mien"' in page
    assert 'value="Leur question ?"' in page
    assert 'name="c-usagers-version" value="2"' in page
    cercle.refresh_from_db()
    assert cercle.nom == "Le leur"


# ── Links come back ─────────────────────────────────────────────────────────
def effacer_et_remettre(objet, effacer, par):
    """Delete through the tool's own service, put back from its history; return both."""
    code, pk = objet._meta.model_name, objet.pk
    effacer()
    assert not type(objet).objects.filter(pk=pk).exists()
    version = type(objet).history.filter(id=pk, history_type="-").order_by("-history_id").first()
    remettre(suivi=suivi_de(code), version=version, par=par)
    return type(objet).objects.get(pk=pk)


def test_a_stake_with_its_themes_statements_and_ideas(diagnostic, element, gens):
    theme = f.make_thematique()
    enjeu = pistes.enregistrer_enjeu(
        diagnostic=diagnostic, par=gens.agent,
        champs={"titre": "Mobilité", "thematiques": [theme], "elements": [element]},
    )  # fmt: skip
    piste = pistes.creer_piste(
        diagnostic=diagnostic, champs={"titre": "Garage"}, par=gens.agent, enjeux=[enjeu]
    )
    quittee = pistes.creer_piste(
        diagnostic=diagnostic, champs={"titre": "Navette"}, par=gens.agent, enjeux=[enjeu]
    )
    pistes.modifier_piste(
        piste=quittee, champs={"titre": "Navette"}, enjeux=[], par=gens.agent, version_attendue=None
    )
    assert enjeu.history.count() == 1
    revenu = effacer_et_remettre(
        enjeu, lambda: pistes.supprimer_enjeu(enjeu=enjeu, par=gens.agent), gens.agent
    )
    assert list(revenu.thematiques.all()) == [theme]
    assert list(revenu.elements.all()) == [element]
    assert list(revenu.pistes.all()) == [piste]


def test_an_interview_with_who_leads_it(diagnostic, gens):
    entretien = entretiens.planifier(
        diagnostic=diagnostic, champs={"titre": "Au lavoir"},
        enqueteurs=[gens.agent, gens.pilote], par=gens.agent,
    )  # fmt: skip
    assert entretien.history.count() == 1
    revenu = effacer_et_remettre(
        entretien, lambda: supprimer_source(source=entretien, par=gens.agent), gens.agent
    )
    assert set(revenu.enqueteurs.all()) == {gens.agent, gens.pilote}


def test_evidence_of_a_statement_and_support_of_an_idea(diagnostic, element, entretien, gens):
    acteur = f.make_acteur()
    preuve = preuves.rattacher(element=element, par=gens.agent, nature="acteur", acteur=acteur)
    revenue = effacer_et_remettre(
        preuve, lambda: preuves.detacher(preuve=preuve, par=gens.agent), gens.agent
    )
    assert (revenue.element, revenue.acteur) == (element, acteur)
    piste = f.make_piste(diagnostic)
    appui = pistes.appuyer(piste=piste, par=gens.agent, element=element, texte="Dit souvent")
    revenu = effacer_et_remettre(
        appui, lambda: pistes.retirer_appui(appui=appui, par=gens.agent), gens.agent
    )
    assert (revenu.piste, revenu.element, revenu.texte) == (piste, element, "Dit souvent")
    assert Preuve.objects.count() == 1


def test_an_exchange_of_its_contact(diagnostic, gens):
    from django.utils import timezone

    partie = f.make_partie(diagnostic)
    echange = contacts.noter_echange(
        partie=partie, date=timezone.localdate(), resume="Appel", par=gens.agent
    )
    revenu = effacer_et_remettre(
        echange, lambda: contacts.effacer_echange(echange=echange, par=gens.agent), gens.agent
    )
    assert revenu.suivi.partie == partie
    assert Echange.objects.count() == 1


def test_every_model_that_comes_back_is_tested_here():
    assert {s.code for s in suivis() if s.remettable} == {
        "enjeu", "entretien", "preuve", "appuipiste", "echange", "cercle", "rencontreprevue",
    }  # fmt: skip
    assert Entretien._meta.get_field("enqueteurs").many_to_many


@pytest.fixture
def peuple(diagnostic, gens):
    """Three people in the circle of users, one of them never written in any history."""
    f.make_partie(diagnostic)
    usagers = diagnostic.cercles.get(code="usagers")
    gens_du_cercle = [f.make_partie(diagnostic, nom=n, cercle="usagers") for n in ("A", "B", "C")]
    PartiePrenante.history.filter(id=gens_du_cercle[0].pk).delete()
    return usagers, gens_du_cercle


def _remettre(cercle_pk, par):
    version = Cercle.history.filter(id=cercle_pk, history_type="-").latest("history_id")
    return remettre(suivi=suivi_de("cercle"), version=version, par=par)


def _ou(*gens_du_cercle):
    return [PartiePrenante.objects.get(pk=p.pk).cercle.code for p in gens_du_cercle]


def test_a_circle_comes_back_with_those_who_stood_in_it(diagnostic, gens, peuple):
    usagers, (a, b, c) = peuple
    vers = diagnostic.cercles.get(code="acteurs_publics")
    pk = usagers.pk
    parties.supprimer_cercle(cercle=usagers, vers=vers, par=gens.agent)
    b.refresh_from_db()
    parties.changer_de_cercle(partie=b, cercle="partenaires_internes", par=gens.agent)
    revenu = _remettre(pk, gens.pilote)
    assert _ou(a, b, c) == ["usagers", "partenaires_internes", "usagers"], (
        "moved by hand since, B stays"
    )
    derniere = PartiePrenante.history.filter(id=c.pk).latest("history_id")
    assert (derniere.history_change_reason, derniere.history_user) == (
        f"Cercle «\u00a0{revenu.nom}\u00a0» remis", gens.pilote,
    )  # fmt: skip


def test_two_circles_deleted_one_after_the_other_come_back(diagnostic, gens, peuple):
    usagers, (a, b, c) = peuple
    publics, internes = (
        diagnostic.cercles.get(code=x) for x in ("acteurs_publics", "partenaires_internes")
    )
    premiers = (usagers.pk, publics.pk)
    parties.supprimer_cercle(cercle=usagers, vers=publics, par=gens.agent)
    parties.supprimer_cercle(cercle=publics, vers=internes, par=gens.agent)
    assert _ou(a, b, c) == ["partenaires_internes"] * 3
    _remettre(premiers[0], gens.pilote)
    assert _ou(a, b, c) == ["usagers"] * 3
    _remettre(premiers[1], gens.pilote)
    assert _ou(a, b, c) == ["usagers"] * 3, "they were only passing through"


# ── People to meet ──────────────────────────────────────────────────────────
def test_somebody_to_meet_goes_back_and_comes_back(client, diagnostic, gens, url):
    prevue = preparation.prevoir_rencontre(
        diagnostic=diagnostic, champs={"nom": "Le garage", "savoirs": "Tout"}, par=gens.agent
    )
    preparation.modifier_rencontre(
        rencontre=prevue,
        champs={"statut": "contacte", "enqueteur": gens.agent},
        par=gens.agent,
        version_attendue=1,
    )
    depart = RencontrePrevue.history.filter(id=prevue.pk).earliest("history_id")
    assert "Revenir à cette version" in client.get(url("historique")).text
    client.post(url("revenir", "rencontreprevue", depart.history_id))
    prevue.refresh_from_db()
    assert (prevue.statut, prevue.enqueteur) == ("a_voir", None)
    client.post(url("rencontre_retirer", prevue.reference))
    disparue = RencontrePrevue.history.get(id=prevue.pk, history_type="-")
    assert "Remettre ce qui a été supprimé" in client.get(url("historique")).text
    client.post(url("remettre", "rencontreprevue", disparue.history_id))
    revenue = RencontrePrevue.objects.get(reference=prevue.reference)
    assert (revenue.nom, revenue.savoirs) == ("Le garage", "Tout")
    assert "Le garage" in client.get(url("preparation")).text
