"""Reading the matrix: counts, filters, constant queries, public reading, fingerprint."""

from itertools import pairwise

import pytest

from diagnostics.models import Voix
from diagnostics.services.matrice import dire_indicateur, empreinte_matrice, lire_matrice
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def _matrice_type(n=1):
    pilote = f.make_utilisateur()
    diagnostic = f.make_diagnostic(pilote)
    theme = f.make_thematique("mobilite")
    entretien = f.make_entretien(diagnostic, titre="TITRE-PRIVE", date_texte="mai")
    acteur = f.make_acteur(nom="ESAT du Nord")
    for i in range(n):
        element = f.make_element(diagnostic, texte=f"Énoncé {i}", thematique=theme, ordre=i)
        f.make_preuve(element, "entretien", entretien=entretien, texte="CITATION-PRIVEE")
        f.make_preuve(element, "acteur", acteur=acteur, texte="DIT-PAR-ACTEUR")
        f.make_preuve(element, "source", texte="Rapport publié", url="https://exemple.example/")
        Voix.objects.create(element=element, utilisateur=pilote)
    f.make_element(diagnostic, quadrant="menace", texte="Sans rien")
    return pilote, diagnostic


def test_lecture_complete():
    pilote, diagnostic = _matrice_type()
    matrice = diagnostic.matrice(utilisateur=pilote)
    assert [q.code for q in matrice.quadrants] == ["force", "faiblesse", "opportunite", "menace"]
    assert (matrice.total, matrice.etayes, matrice.sans_preuve, matrice.voix) == (2, 1, 1, 1)
    ligne = matrice.quadrants[0].lignes[0]
    assert ligne.mienne
    assert ligne.natures == ("entretien", "source", "acteur")
    assert ligne.nb_preuves == 3
    assert ligne.theme == "Mobilite"
    assert ligne.preuves == ()
    assert matrice.quadrants[0].question.question


def test_filtres_et_tri():
    _, diagnostic = _matrice_type(2)
    seconde = diagnostic.elements.get(texte="Énoncé 1")
    Voix.objects.create(element=seconde, utilisateur=f.make_utilisateur())
    assert next(x.texte for x in diagnostic.matrice(par_voix=True).lignes()) == "Énoncé 1"
    assert [x.texte for x in diagnostic.matrice(sans_preuve=True).lignes()] == ["Sans rien"]
    par_theme = diagnostic.matrice(theme="mobilite")
    assert par_theme.montrees == 2
    assert par_theme.filtree
    assert par_theme.total == 3
    assert par_theme.themes[0].nombre == 2


@pytest.mark.parametrize("detail", [False, True])
def test_nombre_de_requetes_constant(detail, django_assert_num_queries):
    pilote, petit = _matrice_type(1)
    _, grand = _matrice_type(3)
    for diagnostic in (petit, grand):
        with django_assert_num_queries(3):
            lire_matrice(diagnostic=diagnostic, utilisateur=pilote, detail=detail)


def test_lecture_publique_ne_laisse_rien_passer():
    _, diagnostic = _matrice_type()
    matrice = diagnostic.matrice(detail=True, public=True)
    ecrit = repr(matrice)
    for marque in ("TITRE-PRIVE", "CITATION-PRIVEE", "DIT-PAR-ACTEUR"):
        assert marque not in ecrit
    titres = [p.titre for p in matrice.quadrants[0].lignes[0].preuves]
    assert "ESAT du Nord" in titres
    assert "Entretien mené pendant la démarche" in titres
    assert matrice.quadrants[0].lignes[0].auteur_id is None


def test_lecture_publique_tait_un_acteur_non_publie():
    diagnostic = f.make_diagnostic()
    element = f.make_element(diagnostic)
    f.make_preuve(element, "acteur", acteur=f.make_acteur(nom="EN-PROJET", statut="propose"))
    assert "EN-PROJET" not in repr(diagnostic.matrice(detail=True, public=True))
    assert "EN-PROJET" in repr(diagnostic.matrice(detail=True))


def test_empreinte_change_a_chaque_fait():
    diagnostic = f.make_diagnostic()
    element = f.make_element(diagnostic)
    vues = [empreinte_matrice(diagnostic=diagnostic)]
    assert empreinte_matrice(diagnostic=diagnostic) == vues[0]

    def noter():
        vues.append(empreinte_matrice(diagnostic=diagnostic))

    voix = Voix.objects.create(element=element, utilisateur=f.make_utilisateur())
    noter()
    voix.delete()
    Voix.objects.create(element=element, utilisateur=f.make_utilisateur())
    noter()
    preuve = f.make_preuve(element)
    noter()
    preuve.delete()
    noter()
    element.texte = "Autre"
    element.save()
    noter()
    element.etat = "retire"
    element.save()
    noter()
    assert all(avant != apres for avant, apres in pairwise(vues))


def test_dire_un_indicateur():
    territoire = f.make_territoire(f.make_commune())
    indicateur = f.make_indicateur(territoire, valeur=1460, prefixe="plus de", annee=2018)
    indicateur.refresh_from_db()
    assert dire_indicateur(indicateur) == (
        "Superficie\u00a0: plus de\u00a01\u202f460\u00a0km² (2018)"
    )
