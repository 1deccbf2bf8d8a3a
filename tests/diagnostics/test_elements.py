"""Writing the matrix: add, edit, move, withdraw, vote, evidence, history."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Lock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from diagnostics.models import ElementMoff, Preuve, Voix
from diagnostics.services.elements import (
    ajouter,
    decaler,
    deplacer,
    modifier,
    retablir,
    retirer,
)
from diagnostics.services.historique import lire_historique, restaurer
from diagnostics.services.preuves import detacher, rattacher
from diagnostics.services.voix import soutenir
from socle.modeles import ConflitDEdition
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilote():
    return f.make_utilisateur(nom="Pilote")


@pytest.fixture
def diagnostic(pilote):
    return f.make_diagnostic(pilote)


def _textes(diagnostic, quadrant):
    return list(
        diagnostic.elements.actifs().filter(quadrant=quadrant).values_list("texte", flat=True)
    )


def test_ajouter_met_au_bout_et_nettoie(diagnostic, pilote):
    ajouter(diagnostic=diagnostic, quadrant="force", texte="Un", auteur=pilote)
    ajouter(diagnostic=diagnostic, quadrant="force", texte="  Deux \n mots ", auteur=pilote)
    assert _textes(diagnostic, "force") == ["Un", "Deux mots"]


@pytest.mark.parametrize(
    ("texte", "quadrant", "message"),
    [
        ("   ", "force", "Écrivez l’énoncé"),
        ("x" * 401, "force", "401 caractères"),
        ("Juste", "ailleurs", "quatre quadrants"),
        ("deja dit", "force", "figure déjà dans les Forces"),
    ],
)
def test_ajouter_refuse_en_francais(diagnostic, pilote, texte, quadrant, message):
    ajouter(diagnostic=diagnostic, quadrant="force", texte="Déjà dit", auteur=pilote)
    with pytest.raises(ValidationError, match=message):
        ajouter(diagnostic=diagnostic, quadrant=quadrant, texte=texte, auteur=pilote)
    assert diagnostic.elements.count() == 1


def test_modifier_compte_les_coauteurs_et_la_version(diagnostic, pilote):
    element = f.make_element(diagnostic, auteur=pilote)
    collegue = f.make_membre(diagnostic)
    neuf = modifier(
        element=element, texte="Mieux dit", thematique=None, par=collegue, version_attendue=1
    )
    assert (neuf.texte, neuf.version) == ("Mieux dit", 2)
    assert list(neuf.coauteurs.all()) == [collegue]


def test_modifier_detecte_le_conflit_et_ne_perd_rien(diagnostic, pilote):
    element = f.make_element(diagnostic)
    modifier(element=element, texte="Premier", thematique=None, par=pilote, version_attendue=1)
    with pytest.raises(ConflitDEdition) as conflit:
        modifier(element=element, texte="Second", thematique=None, par=pilote, version_attendue=1)
    assert conflit.value.actuel.texte == "Premier"
    element.refresh_from_db()
    assert (element.texte, element.version) == ("Premier", 2)


def test_enregistrer_le_texte_en_place_n_est_pas_un_conflit(diagnostic, pilote):
    element = f.make_element(diagnostic)
    modifier(element=element, texte="Pareil", thematique=None, par=pilote, version_attendue=1)
    modifier(element=element, texte="Pareil", thematique=None, par=pilote, version_attendue=1)
    element.refresh_from_db()
    assert element.version == 2


def test_deplacer_range_et_ne_gene_pas_une_saisie(diagnostic, pilote):
    un, deux, trois = (f.make_element(diagnostic, texte=t, ordre=i) for i, t in enumerate("abc"))
    deplacer(element=trois, quadrant="force", par=pilote, avant=un)
    assert _textes(diagnostic, "force") == ["c", "a", "b"]
    deplacer(element=un, quadrant="menace", par=pilote)
    assert _textes(diagnostic, "menace") == ["a"]
    modifier(element=un, texte="A", thematique=None, par=pilote, version_attendue=1)
    decaler(element=deux, pas=-1, par=pilote)
    assert _textes(diagnostic, "force") == ["b", "c"]
    decaler(element=deux, pas=-1, par=pilote)
    assert _textes(diagnostic, "force") == ["b", "c"]
    decaler(element=ElementMoff.objects.get(pk=deux.pk), pas=1, par=pilote)
    assert _textes(diagnostic, "force") == ["c", "b"]


def test_deplacer_refuse_un_enonce_retire(diagnostic, pilote):
    element = f.make_element(diagnostic, etat="retire")
    with pytest.raises(ValidationError, match="n’est plus dans la matrice"):
        deplacer(element=element, quadrant="menace", par=pilote)


def test_retirer_puis_retablir_garde_voix_et_preuves(diagnostic, pilote):
    element = f.make_element(diagnostic)
    f.make_preuve(element)
    soutenir(element=element, utilisateur=pilote)
    retirer(element=element, par=pilote)
    assert diagnostic.matrice().total == 0
    retablir(element=element, par=pilote)
    ligne = diagnostic.matrice(utilisateur=pilote).lignes()[0]
    assert (ligne.voix, ligne.mienne, ligne.nb_preuves) == (1, True, 1)


def test_une_voix_par_personne_meme_repetee(diagnostic, pilote):
    element = f.make_element(diagnostic)
    assert soutenir(element=element, utilisateur=pilote) == 1
    assert soutenir(element=element, utilisateur=pilote) == 1
    assert soutenir(element=element, utilisateur=f.make_utilisateur()) == 2
    assert soutenir(element=element, utilisateur=pilote, soutien=False) == 1
    assert soutenir(element=element, utilisateur=pilote, soutien=False) == 1


def test_pas_de_voix_sur_un_enonce_retire(diagnostic, pilote):
    element = f.make_element(diagnostic, etat="retire")
    with pytest.raises(ValidationError, match="n’est plus dans la matrice"):
        soutenir(element=element, utilisateur=pilote)
    assert not Voix.objects.exists()


def test_preuves_des_quatre_natures(diagnostic, pilote):
    element = f.make_element(diagnostic)
    entretien = f.make_entretien(diagnostic)
    indicateur = f.make_indicateur(diagnostic.territoire)
    acteur = f.make_acteur()
    rattacher(element=element, nature="entretien", par=pilote, entretien=entretien, texte="Dit")
    rattacher(element=element, nature="indicateur", par=pilote, indicateur=indicateur)
    # Only the link that goes with the nature is kept.
    rattacher(element=element, nature="acteur", par=pilote, acteur=acteur, entretien=entretien)
    rattacher(element=element, nature="source", par=pilote, texte="Un rapport")
    assert diagnostic.matrice().lignes()[0].natures == (
        "entretien",
        "indicateur",
        "source",
        "acteur",
    )
    assert Preuve.objects.get(nature="acteur").entretien is None


def test_preuves_refusees(diagnostic, pilote):
    element = f.make_element(diagnostic)
    ailleurs = f.make_diagnostic()
    with pytest.raises(ValidationError, match="autre démarche"):
        rattacher(
            element=element,
            nature="entretien",
            par=pilote,
            entretien=f.make_entretien(ailleurs),
        )
    with pytest.raises(ValidationError, match="autre territoire"):
        rattacher(
            element=element,
            nature="indicateur",
            par=pilote,
            indicateur=f.make_indicateur(ailleurs.territoire),
        )
    with pytest.raises(ValidationError, match="Désignez ce qui appuie"):
        rattacher(element=element, nature="source", par=pilote)
    rattacher(element=element, nature="source", par=pilote, texte="Une fois")
    with pytest.raises(ValidationError, match="déjà rattachée"):
        rattacher(element=element, nature="source", par=pilote, texte="Une fois")
    assert element.preuves.count() == 1


def test_historique_avant_apres_et_restauration(diagnostic, pilote):
    theme = f.make_thematique("mobilite")
    element = ajouter(diagnostic=diagnostic, quadrant="force", texte="Un", auteur=pilote)
    modifier(element=element, texte="Deux", thematique=theme, par=pilote, version_attendue=1)
    deplacer(element=element, quadrant="menace", par=pilote)
    preuve = rattacher(element=element, nature="source", par=pilote, texte="Un rapport")
    detacher(preuve=preuve, par=pilote)
    element.refresh_from_db()
    histoire = lire_historique(element=element)
    assert [c.titre for c in histoire] == [
        "Preuve retirée",
        "Preuve rattachée",
        "Déplacement",
        "Reformulation",
        "Ajout",
    ]
    assert {c.auteur for c in histoire} == {pilote}
    ecarts = {e.champ: (e.avant, e.apres) for e in histoire[3].ecarts}
    assert ecarts == {"Énoncé": ("Un", "Deux"), "Thème": ("aucun", "Mobilite")}
    assert histoire[2].ecarts[0].apres == "Menaces"
    assert histoire[2].version_id is None  # it is the version in force
    restaurer(element=element, version_id=histoire[4].version_id, par=pilote)
    element.refresh_from_db()
    assert (element.texte, element.quadrant, element.thematique) == ("Un", "force", None)
    assert lire_historique(element=element)[0].titre.startswith("Retour à la version")


def test_restaurer_refuse_la_version_d_un_autre(diagnostic, pilote):
    element, autre = f.make_element(diagnostic), f.make_element(diagnostic)
    with pytest.raises(ValidationError, match="n’existe pas"):
        restaurer(element=element, version_id=autre.history.first().history_id, par=pilote)


@pytest.mark.parametrize("nombre", [1, 3])
def test_historique_en_requetes_constantes(diagnostic, pilote, nombre, django_assert_num_queries):
    element = ajouter(diagnostic=diagnostic, quadrant="force", texte="Un", auteur=pilote)
    for i in range(nombre):
        modifier(
            element=element, texte=f"Texte {i}", thematique=None, par=pilote, version_attendue=None
        )
        rattacher(element=element, nature="source", par=pilote, texte=f"Source {i}")
    with django_assert_num_queries(2):
        assert len(lire_historique(element=element)) == 1 + 2 * nombre


@pytest.mark.django_db(transaction=True)
def test_voix_simultanees():
    """Twelve requests at once, six of them the same person's: seven votes, none lost or doubled."""
    diagnostic = f.make_diagnostic()
    element = f.make_element(diagnostic)
    pressee = f.make_utilisateur()
    gens = [pressee] * 6 + [f.make_utilisateur() for _ in range(6)]
    # SQLite's in-memory test database has no writers' queue: there they enter one at a time.
    porte = Lock() if connection.vendor == "sqlite" else nullcontext()

    def voter(utilisateur):
        try:
            with porte:
                soutenir(element=element, utilisateur=utilisateur)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as fils:
        list(fils.map(voter, gens))
    assert Voix.objects.filter(element=element).count() == 7


def test_l_historique_survit_a_la_source_effacee(diagnostic, pilote):
    element = f.make_element(diagnostic)
    entretien = f.make_entretien(diagnostic, titre="Entretien effacé")
    preuve = rattacher(
        element=element, nature="entretien", par=pilote, entretien=entretien, texte="CONFIDENCE"
    )
    detacher(preuve=preuve, par=pilote)
    entretien.delete()
    dits = [c.ecarts[0].apres or c.ecarts[0].avant for c in lire_historique(element=element)]
    assert "CONFIDENCE" in dits
    tus = repr(lire_historique(element=element, paroles=False))
    assert "CONFIDENCE" not in tus
