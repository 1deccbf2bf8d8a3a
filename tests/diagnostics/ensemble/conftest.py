"""A démarche where people talk."""

from types import SimpleNamespace

import pytest
from django.test import Client

from diagnostics.echanges import trouver_cible
from diagnostics.models import MembreDiagnostic
from diagnostics.services.abonnements import regler_avis, suivre
from diagnostics.services.elements import modifier as reformuler
from tests import fabriques as f
from tests.diagnostics.ensemble.dates import dater, le
from tests.diagnostics.ensemble.ecran import Ecran

Role = MembreDiagnostic.Role


@pytest.fixture
def gens(pilote, diagnostic):
    """One member of each role, by name."""
    return SimpleNamespace(
        pilote=pilote,
        agent=f.make_membre(diagnostic, f.make_utilisateur(nom="Aline Agent")),
        elue=f.make_membre(diagnostic, f.make_utilisateur(nom="Élise Élue"), Role.ELU),
        lecteur=f.make_membre(diagnostic, f.make_utilisateur(nom="Luc Lecteur"), Role.LECTEUR),
        structure=f.make_membre(
            diagnostic, f.make_utilisateur(nom="Sam Structure"), Role.STRUCTURE
        ),
    )


@pytest.fixture
def element(diagnostic):
    return f.make_element(diagnostic, texte="Un tissu dense")


@pytest.fixture
def entretien(diagnostic):
    return f.make_entretien(diagnostic, titre="Rencontre au lavoir")


@pytest.fixture
def cible(diagnostic, element):
    return trouver_cible(diagnostic, "element", element.reference)


@pytest.fixture
def confidence(diagnostic, entretien):
    return trouver_cible(diagnostic, "entretien", entretien.reference)


@pytest.fixture
def quotidienne(diagnostic, gens):
    """The agent follows the démarche and wants to be told every day; last told on Monday the 2nd."""
    suivre(diagnostic=diagnostic, utilisateur=gens.agent)
    reglage = regler_avis(utilisateur=gens.agent, rythme="jour")
    reglage.resume_jusqu_au = le(2, 6)
    reglage.save()
    return gens.agent


@pytest.fixture
def change(gens, element, quotidienne):
    """The pilot rewords a statement on the 3rd."""
    dater(1)
    reformuler(
        element=element,
        texte="Un tissu très dense",
        thematique=None,
        par=gens.pilote,
        version_attendue=None,
    )
    dater(3)


@pytest.fixture
def a_deux(client, gens):
    """Return what opens the same screen as the pilote and as a colleague."""
    autre = Client()
    autre.force_login(gens.agent)

    def ouvrir(page, champ):
        return Ecran(client, page, champ), Ecran(autre, page, champ)

    return ouvrir
