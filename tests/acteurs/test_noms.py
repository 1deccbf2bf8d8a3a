"""Names of registers, written for people: only the case changes, and only when it is safe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acteurs.noms import rendre_lisible
from socle.texte import normaliser

BORNE = settings(deadline=None, max_examples=200)


@pytest.mark.parametrize(
    ("brut", "lisible"),
    [
        ("ASSOCIATION DES AMIS DE LA LECTURE", "Association des Amis de la Lecture"),
        ("LES JARDINS DU COEUR", "Les Jardins du Coeur"),
        ("L'ARCHE D'ALIGRE ET L’ATELIER", "L'Arche d'Aligre et l’Atelier"),
        ("ADMR DU VAL-DE-LOIRE", "ADMR du Val-de-Loire"),
        ("ESAT LES LILAS", "ESAT les Lilas"),
        ("MJC SAINT-EXUPERY", "MJC Saint-Exupery"),
        ("SCIC TERRE ET CIEL", "SCIC Terre et Ciel"),
        ("CCAS DE FALAISE", "CCAS de Falaise"),
        ("FOYER LOUIS XIV", "Foyer Louis XIV"),
        ("COLLEGE JEAN XXIII", "College Jean XXIII"),
        ("UNION B DES SPORTS", "Union B des Sports"),
        ("A.S.P.T.T. DE LENS", "A.S.P.T.T. de Lens"),
        ("RECYCLERIE 3R DU PAYS", "Recyclerie 3R du Pays"),
        ("RADIO G5 EN FETE", "Radio G5 en Fete"),
        ("VIE LIBRE (LA SOIF D'EN SORTIR)", "Vie Libre (La Soif d'en Sortir)"),
        ("COMITE DES FETES - LES AMIS", "Comite des Fetes - Les Amis"),
        ("CLUB DE TIR DE ST LO", "Club de Tir de St LO"),
        ("KRZ SPRL STRASBOURG", "KRZ SPRL Strasbourg"),
        ("ÉCOLE DE L’ÉTÉ", "École de l’Été"),
        ("ASS SPORTIVE DE ROHRBACH-LÈS-BITCHE", "Ass Sportive de Rohrbach-lès-Bitche"),
        ("", ""),
        ("42", "42"),
    ],
)
def test_a_name_in_capitals_becomes_readable(brut, lisible):
    assert rendre_lisible(brut) == lisible


@pytest.mark.parametrize(
    "nom", ["Les Amis de la MJC", "iPhone REPAIR", "le LIEN", "ADAPEI du Nord"]
)
def test_what_somebody_wrote_with_small_letters_stays(nom):
    assert rendre_lisible(nom) == nom


@BORNE
@given(st.text(max_size=60) | st.text("ABCDEL'’ -.()/1ÉŒẞIVX", max_size=40))
def test_only_the_case_changes_and_search_sees_no_difference(nom):
    lisible = rendre_lisible(nom)
    assert len(lisible) == len(nom)
    assert lisible.upper() == nom.upper()
    assert normaliser(lisible) == normaliser(nom)
    assert rendre_lisible(lisible) in (lisible, rendre_lisible(lisible.upper()))
