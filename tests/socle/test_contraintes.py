"""Constraints checked without the database say what the database says."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filieres.models import Flux, Gisement, Position
from socle.contraintes import tient, verifier_sans_requete

pytestmark = pytest.mark.django_db

MONTANTS = st.none() | st.sampled_from([Decimal(n) for n in ("-1", "0", "0.5", "2", "100", "101")])
TEXTES = st.sampled_from(["", "Laine"])


def _contraintes(modele):
    return [c for c in modele._meta.constraints if isinstance(c, models.CheckConstraint)]


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_python_agrees_with_the_database(data):
    modele = data.draw(st.sampled_from([Flux, Gisement, Position]))
    champs = {}
    for champ in modele._meta.concrete_fields:
        if isinstance(champ, models.DecimalField):
            champs[champ.name] = data.draw(MONTANTS)
        elif champ.is_relation:
            champs[champ.attname] = data.draw(st.sampled_from([None, 7]))
        elif champ.name in {"ressource", "nom_libre"}:
            champs[champ.name] = data.draw(TEXTES)
    objet = modele(**champs)
    for contrainte in _contraintes(modele):
        try:
            contrainte.validate(modele, objet)
        except (ValidationError, ValueError):  # ValueError: a message with a bare %
            attendu = False
        else:
            attendu = True
        assert (tient(contrainte.condition, objet) is not False) is attendu, contrainte.name


def test_messages_are_those_of_the_model(django_assert_num_queries):
    with django_assert_num_queries(0):
        with pytest.raises(ValidationError, match="fourchette"):
            verifier_sans_requete(Gisement(ressource="Laine", bas=5, haut=3))
        with pytest.raises(ValidationError, match="au plus 160"):
            verifier_sans_requete(Gisement(ressource="L" * 200))
        verifier_sans_requete(Gisement(ressource="Laine", bas=3, haut=5))


def test_an_unknown_lookup_is_not_guessed():
    with pytest.raises(NotImplementedError):
        tient(models.Q(ressource__icontains="a"), Gisement(ressource="a"))
