"""Ideas, points of view and personal links: what is written, what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from diagnostics.models import Attente, Couverture, PointDeVue
from diagnostics.services import avis, liens_personnels, mactor, pistes
from diagnostics.services.convergence import lire_convergence
from socle.modeles import ConflitDEdition
from tests import fabriques as f

EQUIPE, ACTEUR = PointDeVue.Origine.EQUIPE, PointDeVue.Origine.ACTEUR


@pytest.fixture
def pilote(db):
    return f.make_utilisateur()


@pytest.fixture
def diagnostic(pilote):
    return f.make_diagnostic(pilote)


@pytest.fixture
def piste(diagnostic):
    return f.make_piste(diagnostic)


@pytest.fixture
def acteur(diagnostic, piste):
    return f.make_concerne(diagnostic, piste)


def ecrire(piste, acteur, version=0, origine=EQUIPE, **champs):
    return avis.ecrire(
        piste=piste,
        acteur=acteur,
        saisie=avis.Saisie(**champs),
        origine=origine,
        version_attendue=version,
    )


class TestIdeas:
    def test_born_from_statements(self, diagnostic, pilote):
        element = f.make_element(diagnostic)
        piste = pistes.creer_piste(
            diagnostic=diagnostic, champs={"titre": "Garage"}, elements=[element], par=pilote
        )
        assert [a.element for a in piste.appuis.all()] == [element]
        assert piste.history.get().history_user == pilote
        with pytest.raises(ValidationError, match="déjà ce titre"):
            pistes.creer_piste(diagnostic=diagnostic, champs={"titre": "garage"}, par=pilote)

    def test_set_aside_needs_a_reason(self, piste, pilote):
        champs = {"titre": piste.titre, "etat": "ecartee", "raison": ""}
        with pytest.raises(ValidationError, match="pourquoi la piste est écartée"):
            pistes.modifier_piste(
                piste=piste, champs=champs, enjeux=[], par=pilote, version_attendue=piste.version
            )
        ecartee = pistes.modifier_piste(
            piste=piste,
            champs={**champs, "raison": "Trop tôt"},
            enjeux=[],
            par=pilote,
            version_attendue=piste.version,
        )
        assert not ecartee.est_ouverte
        with pytest.raises(ConflitDEdition):
            pistes.modifier_piste(
                piste=piste, champs=champs, enjeux=[], par=pilote, version_attendue=piste.version
            )

    def test_support_belongs_to_the_same_demarche(self, piste, pilote):
        ailleurs = f.make_element(f.make_diagnostic())
        with pytest.raises(ValidationError, match="pas de cette démarche"):
            pistes.appuyer(piste=piste, par=pilote, element=ailleurs)
        with pytest.raises(ValidationError, match="Désignez"):
            pistes.appuyer(piste=piste, par=pilote)

    def test_an_actor_is_found_again(self, diagnostic, piste):
        ecrit = pistes.concerner(piste=piste, nom="  La  Manufacture ")
        annuaire = f.make_acteur(nom="La manufacture")
        assert pistes.concerner(piste=piste, acteur=annuaire) == ecrit
        ecrit.refresh_from_db()
        assert ecrit.acteur == annuaire
        with pytest.raises(ValidationError, match="écrivez son nom"):
            pistes.concerner(piste=piste, nom=" ")

    def test_a_stakeholder_of_the_map_brings_its_actor(self, diagnostic, piste):
        annuaire = f.make_acteur(nom="Ateliers du Nord")
        partie = f.make_partie(diagnostic, nom="Les ateliers", acteur=annuaire)
        concerne = pistes.concerner(piste=piste, partie=partie)
        assert (concerne.nom, concerne.acteur, concerne.partie) == (
            partie.nom,
            annuaire,
            partie,
        )
        assert pistes.concerner(piste=piste, partie=partie) == concerne
        ailleurs = f.make_partie(f.make_diagnostic())
        with pytest.raises(ValidationError, match="pas de cette démarche"):
            pistes.concerner(piste=piste, partie=ailleurs)

    def test_whoever_answered_stays(self, piste, acteur):
        ecrire(piste, acteur, adhesion=2)
        with pytest.raises(ValidationError, match="s’est exprimé"):
            pistes.ne_plus_concerner(piste=piste, concerne=acteur)

    def test_entrusted_to_a_structure_only(self, diagnostic, acteur):
        for role, permis in (("structure", True), ("agent", False)):
            utilisateur = f.make_membre(diagnostic, role=role)
            membre = diagnostic.membres.get(utilisateur=utilisateur)
            if permis:
                pistes.confier(concerne=acteur, membre=membre)
                assert acteur.membre == membre
            else:
                with pytest.raises(ValidationError, match="structure"):
                    pistes.confier(concerne=acteur, membre=membre)


class TestPointsOfView:
    def test_written_then_changed_keeping_links(self, piste, acteur):
        point = ecrire(
            piste, acteur, adhesion=3, compris="Un lieu", attentes=((None, "Une salle", None),)
        )
        attente = point.attentes.get()
        autre = f.make_point_de_vue(piste, apports=("Nos salles",))
        avis.couvrir(attente=attente, apport=autre.apports.get(), par=None)
        ecrire(
            piste,
            acteur,
            version=point.version,
            adhesion=4,
            attentes=((attente.pk, "Une grande salle", None), (None, "Un café", None)),
        )
        attente.refresh_from_db()
        assert attente.texte == "Une grande salle"
        assert Couverture.objects.filter(attente=attente).exists()
        assert Attente.objects.count() == 2

    def test_somebody_else_s_row_cannot_be_taken(self, piste, acteur):
        volee = f.make_point_de_vue(piste, attentes=("La leur",)).attentes.get()
        ecrire(piste, acteur, adhesion=1, attentes=((volee.pk, "La mienne", None),))
        volee.refresh_from_db()
        assert volee.texte == "La leur"
        assert Attente.objects.filter(texte="La mienne").exists()

    def test_conflict_between_the_team_and_the_actor(self, piste, acteur):
        point = ecrire(piste, acteur, adhesion=3)
        ecrire(piste, acteur, version=point.version, origine=ACTEUR, adhesion=1)
        with pytest.raises(ConflitDEdition) as conflit:
            ecrire(piste, acteur, version=point.version, adhesion=4)
        assert conflit.value.actuel.adhesion == 1
        with pytest.raises(ConflitDEdition):
            ecrire(piste, acteur, version=0, adhesion=4)

    def test_nothing_typed_creates_nothing(self, piste, acteur):
        assert ecrire(piste, acteur) is None
        assert not PointDeVue.objects.exists()

    def test_what_is_kept_private_leaves_no_trace(self, piste, acteur):
        ecrire(piste, acteur, origine=ACTEUR, adhesion=0, compris="Secret", prive=True)
        assert not PointDeVue.history.exists()
        ouvert = f.make_concerne(piste.diagnostic, piste)
        ecrire(piste, ouvert, adhesion=0)
        assert PointDeVue.history.count() == 1

    def test_what_the_team_makes_private_is_reserved_from_its_first_version(self, piste, acteur):
        point = ecrire(piste, acteur, adhesion=1, compris="Confié")
        ecrire(piste, acteur, version=point.version, adhesion=1, compris="Confié", prive=True)
        assert set(PointDeVue.history.values_list("prive", flat=True)) == {True}

    def test_private_expectations_are_not_brought_together(self, piste, acteur):
        prive = f.make_point_de_vue(piste, acteur, attentes=("Une salle",), prive=True)
        autre = f.make_point_de_vue(piste, apports=("Nos salles",))
        with pytest.raises(ValidationError, match="ne se rapprochent pas"):
            avis.couvrir(attente=prive.attentes.get(), apport=autre.apports.get(), par=None)

    def test_expectations_that_contradict(self, piste):
        un = f.make_point_de_vue(piste, attentes=("Gratuit", "Ouvert")).attentes.all()
        autre = f.make_point_de_vue(piste, attentes=("Payant",)).attentes.get()
        avis.opposer(une=un[0], autre=autre)
        (tension,) = lire_convergence(piste.diagnostic).pistes[0].tensions
        assert "Gratuit" in tension.phrase
        assert "Payant" in tension.phrase
        with pytest.raises(ValidationError, match="acteurs différents"):
            avis.opposer(une=un[0], autre=un[1])


class TestReading:
    def test_who_sees_what(self, piste):
        secret = f.make_point_de_vue(piste, prive=True, origine=ACTEUR, compris="Secret")
        note = f.make_point_de_vue(piste, prive=True, compris="Confié", attentes=("Du temps",))
        ouvert = f.make_point_de_vue(piste, compris="Dit", attentes=("Une salle",))
        for voit in (False, True):
            lue = lire_convergence(piste.diagnostic, voit_equipe=voit).pistes[0]
            etats = {c.acteur: c.etat for c in lue.cellules}
            assert etats[secret.acteur] == "prive"
            assert etats[note.acteur] == ("dit" if voit else "prive")
            assert etats[ouvert.acteur] == "dit"
            assert [a.attente.texte for a in lue.attentes] == ["Une salle"]
            assert lue.adhesion.comptes == 1
            assert lue.adhesion.prives_tus == 2

    @pytest.mark.parametrize("nombre", [1, 3])
    def test_queries_do_not_grow(self, diagnostic, django_assert_num_queries, nombre):
        for _ in range(nombre):
            piste = f.make_piste(diagnostic)
            f.make_enjeu(diagnostic)
            for _ in range(nombre):
                f.make_point_de_vue(piste, attentes=("Une salle",), apports=("Nos salles",))
        with django_assert_num_queries(10):
            lecture = lire_convergence(diagnostic)
            assert lecture.reponses == nombre**2
            str(lecture.pistes[0].rapprochements)


class TestLinks:
    def test_only_a_digest_is_kept(self, acteur, piste, pilote):
        lien, jeton = liens_personnels.ouvrir(acteur=acteur, pistes=[piste], jours=30, par=pilote)
        assert len(jeton) >= 32
        assert jeton not in str(vars(lien))
        assert liens_personnels.trouver(jeton) == lien
        assert liens_personnels.trouver(jeton[:-1] + ("y" if jeton[-1] == "x" else "x")) is None

    def test_one_open_at_a_time(self, acteur, piste, pilote):
        ancien, _ = liens_personnels.ouvrir(acteur=acteur, pistes=[piste], jours=7, par=pilote)
        neuf, _ = liens_personnels.ouvrir(acteur=acteur, pistes=[piste], jours=7, par=pilote)
        ancien.refresh_from_db()
        assert not ancien.est_ouvert
        assert neuf.est_ouvert
        neuf.expire_le = timezone.now() - timedelta(seconds=1)
        assert neuf.etat == "Échu"

    def test_refusals(self, acteur, piste, pilote):
        ailleurs = f.make_piste(f.make_diagnostic())
        for choisies, jours in (([], 30), ([ailleurs], 30), ([piste], 31)):
            with pytest.raises(ValidationError):
                liens_personnels.ouvrir(acteur=acteur, pistes=choisies, jours=jours, par=pilote)


class TestMactor:
    def test_grids_are_saved_together(self, diagnostic, pilote):
        a, b = (f.make_concerne(diagnostic, dans_mactor=True) for _ in "ab")
        objectif = mactor.ajouter_objectif(diagnostic=diagnostic, titre="Un garage")
        assert mactor.lire_jeu(diagnostic).grille.version == 0
        mactor.enregistrer_grilles(
            diagnostic=diagnostic,
            influences={f"{a.reference}>{b.reference}": 3},
            positions={f"{a.reference}>{objectif.reference}": -4},
            par=pilote,
            version_attendue=0,
        )
        jeu = mactor.lire_jeu(diagnostic)
        assert jeu.influences == [[0, 3], [0, 0]]
        assert jeu.positions == [[-4], [0]]
        assert jeu.analyse.influence.tolist() == [3, 0]
        with pytest.raises(ConflitDEdition):
            mactor.enregistrer_grilles(
                diagnostic=diagnostic, influences={}, positions={}, par=pilote, version_attendue=9
            )
        with pytest.raises(ValidationError, match="de 0 à 4"):
            mactor.enregistrer_grilles(
                diagnostic=diagnostic,
                influences={f"{a.reference}>{b.reference}": 5},
                positions={},
                par=pilote,
                version_attendue=1,
            )

    def test_short_names(self):
        assert mactor.abreger("Communauté de communes du Pays") == "Communauté de"
        assert mactor.abreger("Anticonstitutionnellement") == "Anticonstitut…"
        assert mactor.abreger("APES") == "APES"
