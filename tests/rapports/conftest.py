"""One real PDF for the module that looks inside it, a quick stand-in elsewhere."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from rapports.services.contenu import assemble_content
from rapports.services.illustrer import draw_all
from rapports.services.options import Options
from rapports.services.rendu import Pdf, render_html, render_pdf
from tests.rapports.donnees import make_demarche


@pytest.fixture(scope="module")
def rendu(django_db_setup, django_db_blocker):
    """The public report of the test démarche, laid out once; its data is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        demarche = make_demarche(par_quadrant=9)
        contenu = assemble_content(
            demarche.diagnostic,
            audience="publique",
            options=Options(decision="Nommer qui animera", precisions=("Puis financer.",)),
        )
        illustrations = draw_all(contenu, demarche.diagnostic.territoire)
        html = render_html(contenu, illustrations)
        pdf = render_pdf(html)
        textes = [e.texte for e in demarche.elements]
        transaction.set_rollback(True)
    return SimpleNamespace(contenu=contenu, illustrations=illustrations, pdf=pdf, textes=textes)


@pytest.fixture
def mise_en_page(monkeypatch):
    """Replace the layout by a counter of its calls; what is under test is around it."""
    appels = []

    def composer(html, suivi=None):
        appels.append(html)
        if suivi:
            suivi("Mettre en page", 40)
        return Pdf(b"%PDF-1.7 essai " + str(len(appels)).encode(), 3)

    monkeypatch.setattr("rapports.services.production.render_pdf", composer)
    return appels
