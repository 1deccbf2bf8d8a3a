"""The journal: what happened, who may read it, and going back."""

from datetime import timedelta

import pytest
import rules
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from diagnostics.journal import suivi_de, suivis
from diagnostics.models import Diagnostic, ElementMoff, Entretien, Preuve
from diagnostics.services import restauration
from diagnostics.services.elements import ajouter, modifier
from diagnostics.services.historique import signer
from diagnostics.services.journal import Filtres, lire_entrees, lire_journal, resserrer
from diagnostics.services.sources import modifier_source, noter_source, supprimer_source
from socle.modeles import ConflitDEdition
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def entrees(diagnostic, utilisateur, **filtres):
    return lire_entrees(
        diagnostic=diagnostic, utilisateur=utilisateur, filtres=Filtres(**filtres), limite=100
    )


def redire(element, par, texte):
    return modifier(element=element, texte=texte, thematique=None, par=par, version_attendue=None)


@pytest.mark.parametrize("suivi", suivis(), ids=lambda s: s.code)
def test_what_each_tool_registered_holds(suivi, diagnostic, pilote):
    """Fields exist, permissions too, and the path leads from a history row to the démarche."""
    noms = {c.name for c in suivi.modele._meta.get_fields()}
    historiques = {c.name for c in suivi.historique._meta.get_fields()}
    assert set(suivi.champs) <= noms & historiques
    assert set(suivi.restaurables) <= noms & historiques
    assert rules.perm_exists(suivi.permission)
    assert rules.perm_exists(suivi.permission_restaurer)
    assert not suivi.historique.objects.filter(**{suivi.chemin: diagnostic.pk + 1}).exists()
    if suivi.restaurables and suivi.restaurer is None:
        assert "version" in noms


def test_before_and_after_in_words(diagnostic, element, gens):
    theme = f.make_thematique("mobilite", libelle="Mobilités")
    modifier(
        element=element, texte="Un réseau", thematique=theme, par=gens.agent, version_attendue=None
    )
    derniere = entrees(diagnostic, gens.pilote)[0]
    assert derniere.auteur == gens.agent
    assert derniere.raison == "Reformulation"
    assert [(e.champ, e.avant, e.apres) for e in derniere.ecarts] == [
        ("Énoncé", "Un tissu dense", "Un réseau"),
        ("Thème", "", "Mobilités"),
    ]
    assert derniere.url.endswith(f"?element={element.reference}#panneau")


def test_a_long_text_shows_what_differs():
    long = "mot " * 200
    avant, apres = resserrer(f"{long}ancien {long}", f"{long}nouveau {long}")
    assert "ancien" in avant
    assert "nouveau" in apres
    assert max(len(avant), len(apres)) < 200
    assert resserrer("court", "bref") == ("court", "bref")
    assert resserrer("", long)[0] == ""


@pytest.mark.parametrize("role", ["elue", "structure"])
def test_interviews_are_hidden_from_who_reads_none(diagnostic, element, gens, role):
    source = noter_source(diagnostic=diagnostic, champs={"titre": "Au lavoir"}, par=gens.agent)
    preuve = Preuve(element=element, nature="entretien", entretien=source, texte="Un mot confié")
    signer(preuve, par=gens.agent, raison="Preuve rattachée")
    preuve.save()
    lues = entrees(diagnostic, gens.agent)
    assert {e.suivi.code for e in lues} >= {"entretien", "preuve", "elementmoff"}
    lues = entrees(diagnostic, getattr(gens, role))
    assert "entretien" not in {e.suivi.code for e in lues}
    assert not any("confié" in e.titre for e in lues)
    assert "preuve" not in {e.suivi.code for e in lues}


def test_filters_live_in_the_address(client, diagnostic, element, gens, url):
    redire(element, gens.agent, "Dit par Aline")
    page = client.get(url("historique"), {"auteur": gens.agent.pk}).content.decode()
    assert "Dit par Aline" in page
    assert "1\xa0changement" in page
    for filtre in ({"auteur": gens.elue.pk}, {"outil": "entretiens"}, {"au": "2020-01-01"}):
        assert "Dit par Aline" not in client.get(url("historique"), filtre).content.decode()
    # What cannot be read is no filter at all.
    assert (
        "Dit par Aline"
        in client.get(
            url("historique"), {"auteur": "x", "du": "2026-13-45", "page": "zéro"}
        ).content.decode()
    )


def test_pages_follow_each_other(diagnostic, element, gens):
    for rang in range(35):
        redire(element, gens.agent, f"Version {rang}")
    page, lues = lire_journal(diagnostic=diagnostic, utilisateur=gens.pilote, filtres=Filtres())
    assert page.paginator.num_pages == 2
    assert lues[0].titre == "Version 34"
    _, suite = lire_journal(
        diagnostic=diagnostic, utilisateur=gens.pilote, filtres=Filtres(), page=2
    )
    assert not {e.version_id for e in lues} & {
        e.version_id for e in suite if e.suivi == lues[0].suivi
    }


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_journal_costs_the_same(
    client, diagnostic, gens, url, nombre, django_assert_max_num_queries
):
    for rang in range(nombre):
        element = ajouter(
            diagnostic=diagnostic, quadrant="force", texte=f"Énoncé {rang}", auteur=gens.agent
        )
        redire(element, gens.agent, f"Redit {rang}")
        source = noter_source(
            diagnostic=diagnostic,
            champs={"titre": f"Source {rang}", "acteur": f.make_acteur()},
            par=gens.agent,
        )
        supprimer_source(source=source, par=gens.agent)
        f.make_preuve(element)
    client.get(url("historique"))
    with django_assert_max_num_queries(34):
        client.get(url("historique"))


# ── Going back ──────────────────────────────────────────────────────────────
def test_going_back_writes_a_new_version(client, diagnostic, gens, url):
    source = noter_source(
        diagnostic=diagnostic, champs={"titre": "Au lavoir", "compte_rendu": "Un"}, par=gens.agent
    )
    premiere = source.history.get()
    modifier_source(
        source=source,
        champs={"titre": "Ailleurs", "compte_rendu": "Deux"},
        par=gens.agent,
        version_attendue=None,
    )
    page = client.get(url("historique") + "?outil=entretiens").content.decode()
    assert "Revenir à cette version" in page
    assert 'name="attendue" value="2"' in page
    adresse = url("revenir", "entretien", premiere.history_id)
    reponse = client.post(adresse, {"attendue": "2", "outil": "entretiens"})
    assert reponse.url.endswith("?outil=entretiens")
    source.refresh_from_db()
    assert (source.titre, source.compte_rendu, source.version) == ("Au lavoir", "Un", 3)
    derniere = source.history.first()
    assert derniere.history_user == gens.pilote
    assert derniere.history_change_reason.startswith("Retour à la version du")


def test_going_back_on_what_changed_meanwhile_is_refused(client, diagnostic, gens, url):
    source = noter_source(diagnostic=diagnostic, champs={"titre": "Au lavoir"}, par=gens.agent)
    premiere = source.history.get()
    for titre in ("Deux", "Trois"):
        modifier_source(
            source=source, champs={"titre": titre}, par=gens.agent, version_attendue=None
        )
    adresse = url("revenir", "entretien", premiere.history_id)
    page = client.post(adresse, {"attendue": "2"}, follow=True).content.decode()
    assert "a changé pendant que vous lisiez" in page
    source.refresh_from_db()
    assert source.titre == "Trois"


def test_statements_go_back_through_their_own_service(client, diagnostic, element, gens, url):
    premiere = element.history.first()
    redire(element, gens.agent, "Autre chose")
    client.post(url("revenir", "elementmoff", premiere.history_id), {"attendue": "2"})
    element.refresh_from_db()
    assert element.texte == "Un tissu dense"
    with pytest.raises(ConflitDEdition):
        restauration.revenir(
            suivi=suivi_de("elementmoff"), version=premiere, par=gens.pilote, version_attendue=2
        )


def test_what_was_deleted_comes_back_under_the_same_identity(client, diagnostic, gens, url):
    source = noter_source(
        diagnostic=diagnostic,
        champs={"titre": "Au lavoir", "compte_rendu": "Un mot", "acteur": f.make_acteur()},
        par=gens.agent,
    )
    reference, pk = source.reference, source.pk
    supprimer_source(source=source, par=gens.agent)
    page = client.get(url("historique")).content.decode()
    assert "Remettre ce qui a été supprimé" in page
    version = Entretien.history.filter(id=pk, history_type="-").get()
    client.post(url("remettre", "entretien", version.history_id))
    revenue = Entretien.objects.get(pk=pk)
    assert (revenue.reference, revenue.titre, revenue.compte_rendu) == (
        reference,
        "Au lavoir",
        "Un mot",
    )
    assert revenue.acteur
    assert revenue.history.first().history_change_reason == "Remis après suppression"
    # A second click says so, and does nothing.
    page = client.post(url("remettre", "entretien", version.history_id), follow=True)
    assert "déjà de retour" in page.content.decode()
    assert Entretien.objects.filter(titre="Au lavoir").count() == 1


def test_a_link_to_what_is_gone_comes_back_empty(diagnostic, gens):
    acteur = f.make_acteur()
    source = noter_source(
        diagnostic=diagnostic, champs={"titre": "Au lavoir", "acteur": acteur}, par=gens.agent
    )
    supprimer_source(source=source, par=gens.agent)
    acteur.delete()
    version = Entretien.history.filter(history_type="-").get()
    revenue = restauration.remettre(suivi=suivi_de("entretien"), version=version, par=gens.agent)
    assert revenue.acteur is None


def test_what_is_not_offered_is_refused(diagnostic, element, gens):
    version = element.history.first()
    with pytest.raises(ValidationError, match="ne se remet pas"):
        restauration.remettre(suivi=suivi_de("elementmoff"), version=version, par=gens.pilote)
    preuve = f.make_preuve(element)
    with pytest.raises(ValidationError, match="pas en arrière"):
        restauration.revenir(
            suivi=suivi_de("preuve"), version=preuve.history.first(), par=gens.pilote
        )


def test_settings_go_back_by_pilots_only(client, diagnostic, gens, url):
    premiere = diagnostic.history.first()
    Diagnostic.objects.get(pk=diagnostic.pk)
    diagnostic.titre = "Un autre titre"
    diagnostic.save()
    adresse = url("revenir", "diagnostic", premiere.history_id)
    client.force_login(gens.agent)
    assert client.post(adresse).status_code == 403
    client.force_login(gens.pilote)
    client.post(adresse)
    diagnostic.refresh_from_db()
    assert diagnostic.titre == premiere.titre


def test_versions_of_another_process_are_out_of_reach(client, gens, url):
    ailleurs = f.make_element(f.make_diagnostic(), texte="Ailleurs")
    version = ailleurs.history.first()
    assert client.post(url("revenir", "elementmoff", version.history_id)).status_code == 404
    assert client.post(url("revenir", "inconnu", version.history_id)).status_code == 404


def test_an_archived_process_offers_nothing(client, diagnostic, element, gens, url):
    redire(element, gens.agent, "Redit")
    Diagnostic.objects.update(statut="archive")
    page = client.get(url("historique")).content.decode()
    assert "Redit" in page
    assert "Revenir à cette version" not in page.split("Énoncé")[1]


def test_dates_bound_the_journal_in_local_days(diagnostic, element, gens):
    ElementMoff.history.update(history_date=timezone.now() - timedelta(days=3))
    hier = timezone.localdate() - timedelta(days=1)
    assert "elementmoff" not in {e.suivi.code for e in entrees(diagnostic, gens.pilote, du=hier)}
    assert "elementmoff" in {e.suivi.code for e in entrees(diagnostic, gens.pilote, au=hier)}


def test_the_page_says_when_nothing_matches(client, gens, url):
    page = client.get(url("historique") + "?du=2100-01-01").content.decode()
    assert "Rien avec ces filtres" in page
    assert reverse("diagnostics:historique", args=[url("fiche").split("/")[2]]) in page


def test_sources_keep_their_order(diagnostic, gens):
    """In the order they were put in, not that of the table."""
    premiere, seconde = (
        noter_source(
            diagnostic=diagnostic, champs={"titre": titre, "nature": "atelier"}, par=gens.agent
        )
        for titre in ("Première", "Seconde")
    )
    diagnostic.entretiens.filter(pk=premiere.pk).update(ordre=seconde.ordre + 1)
    titres = [s.titre for s in diagnostic.entretiens.autres()]
    assert titres.index("Seconde") < titres.index("Première")
