"""A démarche's own life: creation, members, phases, sources, review, lists."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from diagnostics.models import Diagnostic, MembreDiagnostic, Phase
from diagnostics.services import creation, phases, sources
from diagnostics.services.bilan import dresser_bilan
from diagnostics.services.listes import demarches_du_territoire, mes_demarches
from diagnostics.services.membres import PARTICIPATIONS
from diagnostics.services.preuves import rattacher
from socle.modeles import ConflitDEdition
from tests import fabriques as f

pytestmark = pytest.mark.django_db
Role = MembreDiagnostic.Role


@pytest.fixture
def pilote():
    return f.make_utilisateur()


@pytest.fixture
def diagnostic(pilote):
    return f.make_diagnostic(pilote)


def test_creer_avec_les_cinq_phases(pilote):
    diagnostic = creation.creer(
        titre=" Mieux manger ",
        territoire=f.make_territoire(f.make_commune()),
        organisation=f.make_organisation(pilote),
        pilote=pilote,
        question="Que pouvons-nous faire ?",
    )
    assert diagnostic.titre == "Mieux manger"
    assert [(p.titre, p.etat) for p in diagnostic.phases.all()] == [
        ("Diagnostic", "en_cours"),
        ("Rencontres", "a_venir"),
        ("Inspiration", "a_venir"),
        ("Préfiguration", "a_venir"),
        ("Expérimentation", "a_venir"),
    ]
    assert diagnostic.membres.get().role == Role.PILOTE


def test_creer_refuse_une_periode_a_l_envers(pilote):
    with pytest.raises(ValidationError, match="précède son début"):
        creation.creer(
            titre="À l’envers",
            territoire=f.make_territoire(f.make_commune()),
            organisation=f.make_organisation(pilote),
            pilote=pilote,
            debut=date(2026, 2, 1),
            fin=date(2026, 1, 1),
        )
    assert not Diagnostic.objects.exists()


def test_reglages_en_conflit(diagnostic, pilote):
    creation.decrire(diagnostic=diagnostic, champs={"titre": "Un"}, par=pilote, version_attendue=1)
    with pytest.raises(ConflitDEdition):
        creation.decrire(
            diagnostic=diagnostic, champs={"titre": "Deux"}, par=pilote, version_attendue=1
        )
    diagnostic.refresh_from_db()
    assert diagnostic.titre == "Un"


def test_lien_renouvele_puis_revoque(diagnostic, pilote):
    premier = diagnostic.jeton_partage
    apres = creation.renouveler_lien(diagnostic=diagnostic, par=pilote)
    assert apres.jeton_partage != premier
    assert apres.visibilite == "lien"
    ferme = creation.revoquer_lien(diagnostic=diagnostic, par=pilote)
    assert ferme.jeton_partage not in {premier, apres.jeton_partage}
    assert ferme.visibilite == "membres"


def test_ajouter_un_membre_par_son_adresse(diagnostic):
    personne = f.make_utilisateur(email="Quelqu.Un@exemple.example")
    membre = PARTICIPATIONS.ajouter(
        commun=diagnostic, email="quelqu.un@EXEMPLE.example ", role=Role.ELU
    )
    assert membre.utilisateur == personne
    with pytest.raises(ValidationError, match="participe déjà"):
        PARTICIPATIONS.ajouter(commun=diagnostic, email=personne.email, role=Role.ELU)
    rien = PARTICIPATIONS.ajouter(commun=diagnostic, email="rien@exemple.example", role=Role.ELU)
    assert rien is None, "to be invited"


def test_le_dernier_pilote_est_protege(diagnostic):
    seul = diagnostic.membres.get()
    with pytest.raises(ValidationError, match="dernière personne qui pilote"):
        PARTICIPATIONS.changer_role(membre=seul, role=Role.LECTEUR)
    with pytest.raises(ValidationError, match="dernière personne qui pilote"):
        PARTICIPATIONS.retirer(membre=seul)
    f.make_membre(diagnostic, role=Role.PILOTE)
    PARTICIPATIONS.changer_role(membre=seul, role=Role.LECTEUR)
    PARTICIPATIONS.retirer(membre=seul)
    assert diagnostic.membres.count() == 1


def test_changer_pour_un_role_inconnu(diagnostic):
    f.make_membre(diagnostic)
    membre = diagnostic.membres.exclude(role=Role.PILOTE).get()
    with pytest.raises(ValidationError):
        PARTICIPATIONS.changer_role(membre=membre, role="chef")
    membre.refresh_from_db()
    assert membre.role == Role.AGENT


def test_phases(diagnostic):
    phase = phases.ajouter_phase(diagnostic=diagnostic, titre="Bilan à mi-parcours")
    assert (phase.code, phase.ordre) == ("bilan-a-mi-parcours", 2)
    with pytest.raises(ValidationError, match="existe déjà"):
        phases.ajouter_phase(diagnostic=diagnostic, titre="Bilan à mi-parcours")
    phases.regler(phase=phase, champs={"etat": Phase.Etat.EN_COURS})
    with pytest.raises(ValidationError, match="a commencé"):
        phases.retirer_phase(phase=phase)
    phases.regler(phase=phase, champs={"etat": Phase.Etat.PASSEE})
    phases.retirer_phase(phase=phase)
    assert diagnostic.phases.count() == 1


def test_sources(diagnostic, pilote):
    source = sources.noter_source(
        diagnostic=diagnostic, champs={"titre": "Atelier 1", "nature": "atelier"}, par=pilote
    )
    sources.modifier_source(
        source=source, champs={"compte_rendu": "Dit"}, par=pilote, version_attendue=1
    )
    with pytest.raises(ConflitDEdition):
        sources.modifier_source(
            source=source, champs={"compte_rendu": "Autre"}, par=pilote, version_attendue=1
        )
    preuve = rattacher(
        element=f.make_element(diagnostic), nature="entretien", par=pilote, entretien=source
    )
    with pytest.raises(ValidationError, match="appuie des énoncés"):
        sources.supprimer_source(source=source, par=pilote)
    preuve.delete()
    sources.supprimer_source(source=source, par=pilote)
    assert not diagnostic.entretiens.exists()


def test_bilan_lu_dans_les_donnees(diagnostic, pilote):
    def lire():
        return dresser_bilan(
            diagnostic=diagnostic,
            matrice=diagnostic.matrice(),
            phases=list(diagnostic.phases.all()),
        )

    vide = lire()
    assert vide.fait == ()
    assert "Commencer la matrice MOFF" in {p.titre for p in vide.ensuite}
    assert any("(2 à 3 mois)" in p.detail for p in vide.ensuite)
    assert {"La question posée", "Des sources", "Des acteurs"} <= {p.titre for p in vide.manque}

    etaye = f.make_element(diagnostic)
    f.make_preuve(etaye)
    f.make_element(diagnostic)
    f.make_entretien(diagnostic)
    f.make_entretien(diagnostic, nature="atelier")
    diagnostic.acteurs.add(f.make_acteur(), f.make_acteur(lon=2.6, lat=50.0))
    diagnostic.phases.update(etat=Phase.Etat.FAIT, note="Trente structures")
    plein = lire()
    faits = {p.titre: p.detail for p in plein.fait}
    assert faits["Phase «\u00a0Diagnostic\u00a0»"] == "Trente structures"
    assert faits["Matrice MOFF"] == "2\u00a0éléments, dont 1 étayé"
    assert faits["Sources recueillies"] == "1\u00a0entretien, 1\u00a0atelier"
    manques = {p.titre for p in plein.manque}
    assert "Des preuves pour 1\u00a0élément" in manques
    assert "1\u00a0acteur à placer sur la carte" in manques
    assert "Des éléments dans les Faiblesses, Opportunités, Menaces" in manques


def test_bilan_sans_lien_pour_qui_ne_fait_que_lire(diagnostic):
    bilan = dresser_bilan(
        diagnostic=diagnostic, matrice=diagnostic.matrice(), phases=[], peut_agir=False
    )
    assert {p.url for p in (*bilan.manque, *bilan.ensuite)} == {""}


@pytest.mark.parametrize("nombre", [1, 3])
def test_listes_en_requetes_constantes(pilote, nombre, django_assert_num_queries):
    territoire = f.make_territoire(f.make_commune())
    for _ in range(nombre):
        diagnostic = f.make_diagnostic(pilote, territoire=territoire)
        f.make_preuve(f.make_element(diagnostic))
        f.make_element(diagnostic)
    with django_assert_num_queries(4):
        lignes = mes_demarches(utilisateur=pilote)
    assert [(x.elements, x.sans_preuve, x.role) for x in lignes] == [(2, 1, "Pilote")] * nombre
    with django_assert_num_queries(4):
        assert len(demarches_du_territoire(territoire=territoire, utilisateur=pilote)) == nombre


def test_un_territoire_ne_montre_que_ce_qu_on_peut_voir(pilote):
    territoire = f.make_territoire(f.make_commune())
    f.make_diagnostic(territoire=territoire)
    ouverte = f.make_diagnostic(territoire=territoire, visibilite="public")
    lignes = demarches_du_territoire(territoire=territoire, utilisateur=pilote)
    assert [x.diagnostic for x in lignes] == [ouverte]
