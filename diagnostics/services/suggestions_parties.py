"""Who might stand on the map, and which contacts moved, from what interviews tell."""

from dataclasses import dataclass
from typing import Any, Final

from acteurs.models import Acteur
from diagnostics.models import Diagnostic, Entretien, PartiePrenante, SuiviContact
from socle.texte import normaliser

Etat = SuiviContact.Etat
_RANGS: Final = {
    str(e.value): i
    for i, e in enumerate(
        (Etat.A_CONTACTER, Etat.CONTACTE, Etat.RENDEZ_VOUS, Etat.RENCONTRE, Etat.ENGAGE)
    )
}


@dataclass(frozen=True)
class Suggestion:
    """Somebody who is not on the map yet, and where we heard of them."""

    cle: str
    """Stable key of the form: reference of the actor, or rank of the free name."""
    nom: str
    source: str
    acteur: Acteur | None = None
    origine: str = ""


def suggerer_parties(*, diagnostic: Diagnostic, entretiens: bool) -> list[Suggestion]:
    """Return who is not on the map: actors of the démarche, then those interviews name.

    ``entretiens`` opens what was said in confidence; without it, only the actors.
    """
    actives = list(diagnostic.parties.actives().values_list("acteur_id", "nom"))
    presents = {a for a, _ in actives if a}
    noms = {normaliser(n) for _, n in actives}
    suggestions: list[Suggestion] = []

    def proposer(nom: str, source: str, acteur: Acteur | None, origine: str = "") -> None:
        if (acteur and acteur.pk in presents) or normaliser(nom) in noms or not nom.strip():
            return
        noms.add(normaliser(nom))
        if acteur:
            presents.add(acteur.pk)
        cle = acteur.reference if acteur else f"n{len(suggestions)}"
        suggestions.append(Suggestion(cle, nom, source, acteur, origine))

    for acteur in diagnostic.acteurs.select_related("type", "commune").order_by("nom_normalise"):
        proposer(acteur.nom, "Acteur de la démarche", acteur)
    if not entretiens:
        return suggestions
    for entretien in diagnostic.entretiens.filter(acteur__isnull=False).select_related(
        "acteur__type", "acteur__commune"
    ):
        proposer(entretien.acteur.nom, "Entretien", entretien.acteur)  # type: ignore[union-attr]
    relations = diagnostic.relations_signalees.filter(retire_le=None).select_related(
        "acteur_a__type", "acteur_a__commune", "acteur_b__type", "acteur_b__commune"
    )
    for relation in relations:
        for bout, acteur_cite, nom in (
            ("a", relation.acteur_a, relation.nom_a),
            ("b", relation.acteur_b, relation.nom_b),
        ):
            proposer(
                acteur_cite.nom if acteur_cite else nom,
                "Relation signalée en entretien",
                acteur_cite,
                f"relation:{relation.pk}{bout}",
            )
    return suggestions


@dataclass(frozen=True)
class Avancee:
    """An interview says that a contact went further than the plan tells."""

    partie: PartiePrenante
    etat: str
    etat_texte: str
    raison: str


def proposer_avancees(
    *, diagnostic: Diagnostic, partie: PartiePrenante | None = None
) -> list[Avancee]:
    """Return the contacts whose actor has an interview planned or held (two queries)."""
    atteints: dict[int, tuple[str, Any]] = {}
    entretiens = diagnostic.entretiens.filter(
        acteur__isnull=False,
        nature=Entretien.Nature.ENTRETIEN,
        statut__in=[Entretien.Statut.PLANIFIE, Entretien.Statut.REALISE],
    ).order_by("pk")
    for entretien in entretiens:
        etat = (
            Etat.RENCONTRE if entretien.statut == Entretien.Statut.REALISE else Etat.RENDEZ_VOUS
        ).value
        deja = atteints.get(entretien.acteur_id or 0)
        if deja is None or _RANGS[deja[0]] < _RANGS[etat]:
            atteints[entretien.acteur_id or 0] = (etat, entretien)
    parties = (
        diagnostic.parties.actives()
        .filter(acteur__in=atteints)
        .select_related("suivi")
        .defer(*PartiePrenante.PRIVES)
    )
    if partie is not None:
        parties = parties.filter(pk=partie.pk)
    avancees = []
    for trouvee in parties:
        suivi = getattr(trouvee, "suivi", None)
        actuel = suivi.etat if suivi else Etat.A_CONTACTER.value
        etat, entretien = atteints[trouvee.acteur_id or 0]
        if actuel not in _RANGS or _RANGS[actuel] >= _RANGS[etat]:
            continue
        quand = f" le {entretien.date:%d/%m/%Y}" if entretien.date else ""
        raison = "Entretien mené" if etat == Etat.RENCONTRE.value else "Entretien prévu"
        avancees.append(Avancee(trouvee, etat, str(Etat(etat).label), raison + quand))
    return avancees
