"""The chapter on filières: public ones as anybody reads them, private ones when all share them."""

import io

import pikepdf
import pytest

from diagnostics.models import FiliereCitee, MembreDiagnostic
from rapports.services.contenu import assemble_content
from rapports.services.illustrer import draw_all
from rapports.services.options import Options
from rapports.services.rendu import render_html, render_pdf
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def diagnostic():
    return f.make_diagnostic()


def lier(diagnostic, filiere):
    return FiliereCitee.objects.create(diagnostic=diagnostic, filiere=filiere)


def garnir(filiere, nom):
    collecte = f.make_maillon(filiere, intitule=f"Collecte {nom}", note="Note cachée")
    vide = f.make_maillon(filiere, intitule=f"Lavage {nom}", ordre=2)
    f.make_position(collecte, nom_libre=f"Ressourcerie {nom}", source="Source cachée")
    f.make_position(
        collecte, acteur=f.make_acteur(nom=f"Brouillon {nom}", statut="propose"), nom_libre=""
    )
    f.make_flux(collecte, vide, volume=12, unite="t/an", source="Source cachée")
    return filiere


def ecrire(diagnostic, audience, sections=("filieres",)):
    contenu = assemble_content(diagnostic, audience=audience, options=Options(sections=sections))
    return render_html(contenu, draw_all(contenu, diagnostic.territoire))


def test_each_audience_reads_what_it_may(diagnostic):
    pilote = MembreDiagnostic.objects.create(
        diagnostic=diagnostic, utilisateur=f.make_utilisateur(), role="pilote"
    ).utilisateur
    publique = garnir(f.make_filiere(nom="Verre ouvert", visibilite="public"), "publique")
    commune = garnir(f.make_filiere(nom="Laine commune"), "commune")
    ailleurs = garnir(f.make_filiere(nom="Bois secret"), "ailleurs")
    par_lien = garnir(f.make_filiere(nom="Lin sous lien", visibilite="lien"), "lien")
    f.make_membre_filiere(commune, pilote, "lecteur")
    for filiere in (publique, commune, ailleurs, par_lien):
        lier(diagnostic, filiere)
    tous, equipe = ecrire(diagnostic, "publique"), ecrire(diagnostic, "membres")
    for html in (tous, equipe):
        assert "Verre ouvert" in html
        assert "Ressourcerie publique" in html
        for tu in ("Bois secret", "Lin sous lien", "ailleurs", "cachée", "Brouillon publique"):
            assert tu not in html
    assert "Laine commune" not in tous
    assert "pas dite" not in tous
    assert "Brouillon commune" in equipe
    assert "2 filières liées ne sont pas dites ici" in equipe.replace("\u00a0", " ")
    # Somebody joins the démarche who is not of the filière: its figures stay with its members.
    MembreDiagnostic.objects.create(
        diagnostic=diagnostic, utilisateur=f.make_utilisateur(), role="lecteur"
    )
    assert "Laine commune" not in ecrire(diagnostic, "membres")


def test_the_chapter_goes_with_its_content(diagnostic):
    assert "Les filières" not in ecrire(diagnostic, "publique")
    lier(diagnostic, garnir(f.make_filiere(visibilite="public"), "publique"))
    assert "Les filières" in ecrire(diagnostic, "publique")
    assert "Ressourcerie" not in ecrire(diagnostic, "publique", ("note",))
    assert "filieres" in Options.lire({}).sections


def test_the_diagram_is_read_aloud_in_the_pdf(diagnostic):
    filiere = garnir(f.make_filiere(visibilite="public", nom="Verre"), "publique")
    for rang in range(3, 7):
        f.make_maillon(filiere, intitule=f"Suite {rang}", ordre=rang)
    lier(diagnostic, filiere)
    pdf = render_pdf(ecrire(diagnostic, "publique"))
    with pikepdf.open(io.BytesIO(pdf.octets)) as lu:
        allongees = [p.mediabox[2] > p.mediabox[3] for p in lu.pages]
        dites = [
            str(o.Alt) for o in lu.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
    assert any("Lavage publique" in dit for dit in dites), dites
    # A wide diagram lies on a page of its own; what follows stands upright.
    assert allongees.count(True) == 1
    assert not allongees[-1]


def test_a_chain_too_long_for_any_page_is_told_in_its_table(diagnostic):
    filiere = garnir(f.make_filiere(visibilite="public", nom="Longue"), "publique")
    for rang in range(3, 19):
        f.make_maillon(filiere, intitule=f"Suite {rang}", ordre=rang)
    lier(diagnostic, filiere)
    html = ecrire(diagnostic, "publique")
    assert "trop large pour une page" in html
    assert "Suite 18" in html
