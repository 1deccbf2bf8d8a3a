"""What the page of a démarche says about its reports."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from diagnostics.models import MembreDiagnostic
from diagnostics.sections import blocs_pour
from rapports.models import Rapport
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def _bloc(utilisateur, diagnostic):
    requete = RequestFactory().get("/")
    requete.user = utilisateur
    return next((b for b in blocs_pour(requete, diagnostic) if b["cle"] == "rapports"), None)


def test_pilot_is_offered_a_report_and_sees_the_latest():
    pilote = f.make_utilisateur()
    diagnostic = f.make_diagnostic(pilote)
    for _ in range(4):
        Rapport.objects.create(diagnostic=diagnostic, audience="publique")
    bloc = _bloc(pilote, diagnostic)
    html = render_to_string(bloc["gabarit"], {"bloc": bloc, "diagnostic": diagnostic})
    assert html.count("Rapport du ") == 3
    assert "Produire le rapport" in html


def test_reader_sees_without_being_offered():
    diagnostic = f.make_diagnostic(f.make_utilisateur())
    lecteur = f.make_membre(diagnostic, role=MembreDiagnostic.Role.LECTEUR)
    assert _bloc(lecteur, diagnostic)["peut_produire"] is False


@pytest.mark.parametrize("anonyme", [True, False])
def test_others_see_nothing(anonyme):
    diagnostic = f.make_diagnostic(f.make_utilisateur(), visibilite="public")
    assert _bloc(AnonymousUser() if anonyme else f.make_utilisateur(), diagnostic) is None
