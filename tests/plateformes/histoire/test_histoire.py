"""Uses, figures and settings: every write is told, and one goes back to any of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plateformes.models import Chiffre, ReglagesReseau, UsageTerritoire
from plateformes.services.chiffres import ajouter_chiffre, modifier_chiffre, supprimer_chiffre
from plateformes.services.histoire import raconter_autour, raconter_reglages, retablir
from plateformes.services.reglages import changer_reglages
from plateformes.services.usages import (
    change_usage,
    confirm_usage,
    declare_usage,
    refuse_usage,
    remove_usage,
)
from tests.fabriques import make_commune, make_plateforme, make_territoire
from tests.plateformes.monde import batir
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db
CHIFFRE = {
    "grandeur": "usagers",
    "libelle": "",
    "valeur": Decimal(12),
    "unite": "",
    "date": date(2026, 1, 31),
    "source": "Rapport",
}


def passage(plateforme, raison):
    return next(p for p in raconter_autour(plateforme) if p.raison == raison)


def test_a_figure_changed_then_removed_comes_back_as_it_was_first():
    plateforme, gens = batir("publiee")
    membre = gens["membre"]
    chiffre = ajouter_chiffre(plateforme=plateforme, champs=CHIFFRE, par=membre)
    modifier_chiffre(
        chiffre=chiffre, champs=CHIFFRE | {"valeur": Decimal(15)}, par=membre, version_attendue=1
    )
    (ecart,) = passage(plateforme, "Chiffre modifié").ecarts
    assert (ecart.libelle, ecart.avant, ecart.apres) == ("Valeur", "12", "15")
    supprimer_chiffre(chiffre=chiffre, par=membre)
    retrait = passage(plateforme, "Chiffre supprimé")
    assert (retrait.retablissable, retrait.auteur) == (True, str(membre))
    depart = passage(plateforme, "Chiffre ajouté").pk
    retablir(plateforme=plateforme, quoi="chiffre", ligne=depart, par=membre)
    revenu = Chiffre.objects.get()
    assert (revenu.pk, revenu.valeur, revenu.source) == (chiffre.pk, 12, "Rapport")
    assert revenu.version == 3
    assert not raconter_autour(plateforme)[0].retablissable


def test_a_figure_loaded_in_bulk_gets_its_first_line_before_it_changes():
    plateforme, gens = batir("publiee")
    Chiffre.objects.bulk_create([Chiffre(plateforme=plateforme, **CHIFFRE)])
    chiffre = Chiffre.objects.get()
    modifier_chiffre(
        chiffre=chiffre,
        champs=CHIFFRE | {"source": "Bilan"},
        par=gens["membre"],
        version_attendue=1,
    )
    avant, apres = chiffre.history.order_by("history_id")
    assert (avant.source, apres.source) == ("Rapport", "Bilan")


def test_a_use_tells_its_whole_life_and_comes_back_refused_or_removed():
    plateforme, gens = batir("publiee")
    agent, membre = gens["agent"], gens["membre"]
    usage = declare_usage(
        plateforme=plateforme,
        territoire=make_territoire(make_commune(), nom="Vallée"),
        organisation=agent.organisations.get(),
        par=agent,
        champs={"cout": "200 €"},
    )
    confirm_usage(usage=usage, par=membre)
    refuse_usage(usage=usage, par=membre, motif="Ce n’est plus vrai")
    remove_usage(usage=usage, par=agent)
    racontes = raconter_autour(plateforme)
    assert [p.raison for p in racontes] == [
        "Usage retiré", "Usage refusé", "Usage confirmé", "Usage déclaré",
    ]  # fmt: skip
    assert {p.objet for p in racontes} == {"Vallée"}
    with pytest.raises(PermissionDenied):
        retablir(plateforme=plateforme, quoi="usage", ligne=racontes[2].pk, par=agent)
    revenu = retablir(plateforme=plateforme, quoi="usage", ligne=racontes[2].pk, par=membre)
    assert (revenu.valide, revenu.cout, revenu.reference) == (True, "200 €", usage.reference)


def test_a_use_does_not_come_back_over_another():
    plateforme, gens = batir("publiee")
    usage = make_usage(plateforme, organisation=gens["agent"].organisations.get())
    remove_usage(usage=usage, par=gens["agent"])
    make_usage(plateforme, organisation=usage.organisation, territoire=usage.territoire)
    with pytest.raises(ValidationError, match="déjà déclaré"):
        retablir(
            plateforme=plateforme,
            quoi="usage",
            ligne=passage(plateforme, "Usage retiré").pk,
            par=gens["membre"],
        )
    assert UsageTerritoire.objects.count() == 1


def test_the_page_tells_restores_and_costs_the_same(client, django_assert_max_num_queries):
    plateforme, gens = batir("publiee")
    client.force_login(gens["membre"])
    ici = f"/plateformes/atelier/fiche/{plateforme.code}/histoire/"
    assert "Rien encore" in client.get(ici).content.decode()
    for _ in range(3):
        usage = make_usage(plateforme)
        change_usage(
            usage=usage,
            par=gens["membre"],
            champs=dict.fromkeys(("depuis", "role", "cout", "resultats", "temoignage"), "")
            | {"depuis": None, "cout": "10 €"},
            version_attendue=1,
        )
    with django_assert_max_num_queries(16):
        texte = client.get(ici).content.decode()
    assert "10 €" in texte
    ligne = raconter_autour(plateforme)[0]
    premiere = usage.history.earliest("history_id").pk
    assert client.post(f"{ici}usage/{premiere}/retablir/").status_code == 302
    usage.refresh_from_db()
    assert usage.cout == ""
    assert client.post(f"{ici}usage/{ligne.pk + 1000}/retablir/").status_code == 404
    assert client.post(f"{ici}plateforme/{ligne.pk}/retablir/").status_code == 404
    autre = make_plateforme()
    etranger = make_usage(autre).history.get().pk
    assert client.post(f"{ici}usage/{etranger}/retablir/").status_code == 404
    client.force_login(gens["autre_reseau"])
    assert client.get(ici).status_code == 200
    assert client.post(f"{ici}usage/{premiere}/retablir/").status_code == 403


def test_settings_come_back_and_only_their_network_s(client):
    plateforme, gens = batir("publiee")
    reseau, elle = plateforme.reseau, gens["administration"]
    for version, mois in enumerate((6, 9)):
        changer_reglages(
            reseau=reseau, champs={"mois_avant_revue": mois}, par=elle, version_attendue=version
        )
    with pytest.raises(PermissionDenied):
        changer_reglages(reseau=reseau, champs={}, par=gens["membre"], version_attendue=2)
    dernier, premier = raconter_reglages(reseau)
    assert [(e.libelle, e.apres) for e in premier.ecarts] == [
        ("Mois avant de relire une fiche", "6")
    ]
    (ecart,) = dernier.ecarts
    assert (ecart.avant, ecart.apres) == ("6", "9")
    client.force_login(elle)
    assert "Rétablir" in client.get("/plateformes/atelier/reglages/").content.decode()
    client.post(f"/plateformes/atelier/reglages/{premier.pk}/retablir/")
    reglages = ReglagesReseau.objects.get()
    assert (reglages.mois_avant_revue, reglages.version) == (6, 3)
    assert client.post("/plateformes/atelier/reglages/99999/retablir/").status_code == 404
