"""Load the matrix of a documented process: statements, what they rest on, votes."""

from collections.abc import Mapping, Sequence
from typing import Any

from acteurs.models import Acteur
from comptes.models import Utilisateur
from diagnostics.models import Diagnostic, ElementMoff, Entretien, Preuve, Voix
from diagnostics.services.voix import genre_de
from territoires.models import Indicateur


def load_matrice(
    *,
    diagnostic: Diagnostic,
    enonces: Sequence[Mapping[str, Any]],
    preuves: Mapping[str, Sequence[Mapping[str, str]]],
    voix: Mapping[str, int],
    votants: Sequence[Utilisateur],
    acteurs: Mapping[str, Acteur],
    indicateurs: Mapping[str, Indicateur],
    entretiens: Mapping[str, Entretien],
) -> int:
    """Create the statements of ``diagnostic`` and return how many there are.

    ``preuves`` maps a statement's code to evidence naming one of ``acteur``,
    ``indicateur``, ``entretien`` (codes of the other mappings) or ``source``
    (free text); a statement without entry is left unsupported on purpose.

    Raises:
        KeyError: evidence or votes name a code that the story does not hold.
    """
    codes = {enonce["code"] for enonce in enonces}
    if inconnus := (set(preuves) | set(voix)) - codes:
        raise KeyError(f"unknown statements: {sorted(inconnus)}")
    for ordre, enonce in enumerate(enonces, 1):
        element = ElementMoff.objects.create(
            diagnostic=diagnostic,
            quadrant=enonce["quadrant"],
            texte=enonce["texte"].rstrip(".").replace("'", "’"),
            thematique_id=enonce["thematique"],
            auteur=votants[ordre % len(votants)],
            ordre=ordre * 10,
        )
        for preuve in preuves.get(enonce["code"], ()):
            Preuve.objects.create(
                element=element,
                auteur=element.auteur,
                texte=preuve.get("texte", preuve.get("source", "")),
                sens=preuve.get("sens", Preuve.Sens.APPUIE),
                **_designation(preuve, acteurs, indicateurs, entretiens),
            )
        # Votes start from a different person each time, so that nobody supports everything.
        tour = [*votants[ordre % len(votants) :], *votants[: ordre % len(votants)]]
        Voix.objects.bulk_create(
            Voix(element=element, utilisateur=votant, genre=genre_de(votant))
            for votant in tour[: voix.get(enonce["code"], 0)]
        )
    return len(enonces)


def _designation(
    preuve: Mapping[str, str],
    acteurs: Mapping[str, Acteur],
    indicateurs: Mapping[str, Indicateur],
    entretiens: Mapping[str, Entretien],
) -> dict[str, Any]:
    if "acteur" in preuve:
        return {"nature": Preuve.Nature.ACTEUR, "acteur": acteurs[preuve["acteur"]]}
    if "indicateur" in preuve:
        return {
            "nature": Preuve.Nature.INDICATEUR,
            "indicateur": indicateurs[preuve["indicateur"]],
        }
    if "entretien" in preuve:
        return {"nature": Preuve.Nature.ENTRETIEN, "entretien": entretiens[preuve["entretien"]]}
    return {"nature": Preuve.Nature.SOURCE}
