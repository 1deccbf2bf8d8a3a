"""Grids of ``referentiels/nature.yaml``, loaded once: a version already there is never changed."""

from pathlib import Path
from typing import Any

from django.db import transaction

from plateformes.calculs.nature import NOTE_MAX, Seuil
from plateformes.models import Question, RegleNature, ReponseGraduee
from socle.referentiels import Bilan, ReferentielInvalide, lire_yaml

FICHIER = Path(__file__).with_name("referentiels") / "nature.yaml"


@transaction.atomic
def charger_grilles() -> Bilan:
    """Load the versions that are missing.

    Raises:
        ReferentielInvalide: a version is malformed; nothing is then written.
    """
    versions = lire_yaml(FICHIER)["versions"]
    connues = set(RegleNature.objects.values_list("pk", flat=True))
    nouvelles = [v for v in versions if v["code"] not in connues]
    for version in nouvelles:
        verifier(version)
        _creer(version)
    return Bilan(crees=len(nouvelles), inchanges=len(versions) - len(nouvelles))


def verifier(version: dict[str, Any]) -> None:
    """Check that grades, levels and law quoted hold together.

    Raises:
        ReferentielInvalide: they do not; the message says where.
    """
    code = version["code"]
    textes = {r["code"] for r in version["references"]}
    for question in version["questions"]:
        if len(question["degres"]) != NOTE_MAX + 1 or not set(question["references"]) <= textes:
            raise ReferentielInvalide(f"nature.yaml, {code}, « {question['code']} »")
    bas = 0
    for niveau in version["niveaux"]:
        if niveau["bas"] != bas or niveau["haut"] < bas:
            raise ReferentielInvalide(f"nature.yaml, {code} : niveau « {niveau['code']} »")
        bas = niveau["haut"] + 1
    if bas != NOTE_MAX * len(version["questions"]) + 1:
        raise ReferentielInvalide(f"nature.yaml, {code} : les niveaux ne couvrent pas la grille")


def _creer(version: dict[str, Any]) -> None:
    regle = RegleNature.objects.create(
        **{c: version[c] for c in ("code", "titre", "date", "source", "references", "niveaux")}
    )
    for ordre, lue in enumerate(version["questions"], 1):
        question = Question.objects.create(
            regle=regle,
            ordre=ordre,
            **{c: v for c, v in lue.items() if c != "degres"},
        )
        ReponseGraduee.objects.bulk_create(
            ReponseGraduee(question=question, note=note, libelle=libelle)
            for note, libelle in enumerate(lue["degres"])
        )


def grille_courante() -> RegleNature:
    """Return the latest version, loading the file when the table is empty."""
    regle = RegleNature.objects.first()
    if regle is None:
        charger_grilles()
        regle = RegleNature.objects.first()
    assert regle is not None  # noqa: S101 (the file holds a version)
    return regle


def seuils_de(regle: RegleNature) -> list[Seuil]:
    """Return the levels of a grid, upwards."""
    return [Seuil(n["code"], n["libelle"], n["texte"], n["bas"], n["haut"]) for n in regle.niveaux]
