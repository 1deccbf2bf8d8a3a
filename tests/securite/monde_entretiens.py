"""What the little world holds of interviews."""

from typing import Any

from diagnostics.models import (
    Besoin,
    DepotEntretiens,
    Diagnostic,
    Entretien,
    PersonneRencontree,
    RelationSignalee,
    RencontrePrevue,
)
from tests.fabriques import make_grille, make_passage, make_reponse, make_verbatim


def garnir(
    diagnostic: Diagnostic, source: Entretien
) -> tuple[dict[str, list[Any]], dict[str, dict[str, Any]]]:
    """Return the objects of the addresses, and what to post."""
    grille = make_grille(diagnostic)
    brouillon = make_grille(diagnostic, publiee=False)
    question = brouillon.questions.get()
    verbatim = make_verbatim(source)
    passage = make_passage(make_reponse(source))
    personne = PersonneRencontree.objects.create(entretien=source, nom="Une personne")
    besoin = Besoin.objects.create(diagnostic=diagnostic, texte="Un besoin")
    relation = RelationSignalee.objects.create(diagnostic=diagnostic, nom_a="A", nom_b="B")
    rencontre = RencontrePrevue.objects.create(diagnostic=diagnostic, nom="Quelqu’un")
    depot = DepotEntretiens.objects.create(
        diagnostic=diagnostic,
        nom="entretiens.csv",
        entetes=["titre"],
        lignes=[[2, ["Un entretien"]]],
        reglages={"forme": "entretien", "grille": None, "colonnes": ["titre"]},
    )
    objets = {
        "grille": [diagnostic.reference, grille.grille.reference],
        "question": [diagnostic.reference, brouillon.grille.reference, question.cle],
        "verbatim": [diagnostic.reference, source.reference, verbatim.reference],
        "passage": [diagnostic.reference, source.reference, passage.reference],
        "passage_seul": [diagnostic.reference, passage.reference],
        "personne": [diagnostic.reference, source.reference, personne.reference],
        "besoin": [diagnostic.reference, besoin.reference],
        "relation": [diagnostic.reference, relation.reference],
        "rencontre": [diagnostic.reference, rencontre.reference],
        "depot": [diagnostic.reference, depot.reference],
    }
    return objets, {"source_passage": {"source": f"verbatim-{verbatim.reference}"}}
