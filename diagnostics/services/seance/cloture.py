"""The end of a session: what was kept goes where it belongs, with its evidence and its votes."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError

from diagnostics.models import (
    ElementMoff,
    Entretien,
    GenreActeur,
    ParticipantSeance,
    Preuve,
    Seance,
    Voix,
)
from diagnostics.models.seance import Carte
from diagnostics.services import elements
from diagnostics.services.historique import signer
from diagnostics.services.preuves import rattacher
from diagnostics.services.seance.lecture import LigneCarte, lire_cartes
from diagnostics.services.seance.outils import Outil, cases_moff, enregistrer_outil, outil_de
from diagnostics.services.sources import noter_source
from socle.texte import normaliser
from socle.typographie import accorder


def verser_les_cartes(seance: Seance, *, par: Any) -> None:
    """Write kept cards into the tool, take out those no longer kept; safe to do again."""
    outil = outil_de(seance)
    lecture = lire_cartes(seance, voix=True)
    _noter_la_source(seance, lecture, par)
    lignes = {ligne.numero: ligne for ligne in lecture}
    for carte in [
        *seance.groupes.filter(dissous=False).select_related("element"),
        *seance.notes.filter(groupe=None, etat="visible").select_related("element"),
    ]:
        if carte.decision != Carte.Decision.GARDEE:
            outil.retirer(seance, carte, par)
            continue
        element = outil.verser(seance, carte, par)
        if element is not None:
            _rattacher_l_atelier(seance, element, lignes[carte.numero], par)
            _verser_les_voix(seance, element, lignes[carte.numero])
            type(carte)._default_manager.filter(pk=carte.pk).update(element=element)


def rouvrir(seance: Seance, *, par: Any) -> None:
    """Open an ended session again; what it wrote elsewhere stays until it ends again."""
    seance.close_le = None


def _noter_la_source(seance: Seance, lecture: list[LigneCarte], par: Any) -> None:
    """The session becomes a source « Atelier » of the démarche."""
    genres = Counter({ligne["genre"]: ligne["n"] for ligne in _presents(seance)})
    venus = ", ".join(
        f"{GenreActeur(genre).label} ({n})"
        for genre, n in sorted(genres.items(), key=lambda g: -g[1])
    )
    nombre = sum(genres.values())
    gardees = [x for x in lecture if x.decision == "gardee"]
    ecartees = [x for x in lecture if x.decision == "ecartee"]
    morceaux = [f"{nombre} personne{accorder(nombre)} : {venus}." if nombre else "", ""]
    morceaux += ["Gardé :", *(f"– {x.texte} ({x.priorite.phrase})" for x in gardees), ""]
    if ecartees:
        morceaux += ["Écarté :", *(f"– {x.texte} ({x.motif})" for x in ecartees)]
    champs = {
        "nature": Entretien.Nature.ATELIER,
        "titre": seance.titre,
        "date_texte": seance.date_texte,
        "compte_rendu": "\n".join(morceaux).strip(),
    }
    if seance.source is None:
        seance.source = noter_source(diagnostic=seance.diagnostic, champs=champs, par=par)
        return
    for nom, valeur in champs.items():
        setattr(seance.source, nom, valeur)
    signer(seance.source, par=par, raison="Séance reprise")
    seance.source.save()


def _presents(seance: Seance) -> Any:
    from django.db.models import Sum

    return seance.participants.order_by().values("genre").annotate(n=Sum("effectif"))


def _rattacher_l_atelier(seance: Seance, element: ElementMoff, ligne: LigneCarte, par: Any) -> None:
    if element.preuves.filter(entretien=seance.source).exists():
        return
    dits = [ligne.texte, *(n.texte for n in ligne.notes)]
    autres = list(dict.fromkeys(d for d in dits if normaliser(d) != normaliser(element.texte)))
    rattacher(
        element=element,
        nature=Preuve.Nature.ENTRETIEN,
        entretien=seance.source,
        texte=" / ".join(autres)[:400],
        par=par,
    )


def _verser_les_voix(seance: Seance, element: ElementMoff, ligne: LigneCarte) -> None:
    """Give the statement each person's voice, once, under their account when they have one."""
    participants = {p.pk: p for p in seance.participants.filter(pk__in=ligne.soutiens)}
    deja = {(v.utilisateur_id, v.participant_id): v for v in Voix.objects.filter(element=element)}
    neuves = []
    for pk, nombre in ligne.soutiens.items():
        participant = participants[pk]
        cle = (participant.compte_id, None) if participant.compte_id else (None, pk)
        connue = deja.get(cle)
        if connue is None:
            neuves.append(_voix(element, participant, nombre))
        elif connue.nombre != nombre and connue.participant_id:
            Voix.objects.filter(pk=connue.pk).update(nombre=nombre)
    Voix.objects.bulk_create(neuves, ignore_conflicts=True)
    # Voices taken back since the session was opened again.
    Voix.objects.filter(element=element, participant__seance=seance, reprise_de=None).exclude(
        participant__in=ligne.soutiens
    ).delete()


def _voix(element: ElementMoff, participant: ParticipantSeance, nombre: int) -> Voix:
    compte = participant.compte_id
    return Voix(
        element=element,
        utilisateur_id=compte,
        participant=None if compte else participant,
        nombre=nombre,
        genre=participant.genre,
    )


# ── The matrix as a tool ────────────────────────────────────────────────────
def _verser_moff(seance: Seance, carte: Carte, par: Any) -> ElementMoff:
    element = carte.element
    if element is not None and element.etat == ElementMoff.Etat.FUSIONNE and element.fusionne_dans:
        element = element.fusionne_dans
    if element is not None:
        return (
            elements.retablir(element=element, par=par)
            if element.etat == ElementMoff.Etat.RETIRE
            else element
        )
    try:
        return elements.ajouter(
            diagnostic=seance.diagnostic, quadrant=carte.case, texte=carte.texte, auteur=par
        )
    except ValidationError:
        # Said again in the room: the statement that stands gets the evidence and the voices.
        cle = normaliser(carte.texte)
        memes = seance.diagnostic.elements.actifs().filter(quadrant=carte.case)
        return next(e for e in memes if normaliser(e.texte) == cle)


def _retirer_moff(seance: Seance, carte: Carte, par: Any) -> None:
    element = carte.element
    seule = element is not None and not element.preuves.exclude(entretien=seance.source).exists()
    if element is not None and seule and element.etat == ElementMoff.Etat.ACTIF:
        elements.retirer(element=element, par=par)


enregistrer_outil(
    Outil(
        code=Seance.Outil.MOFF,
        cases=cases_moff,
        verser=_verser_moff,
        retirer=_retirer_moff,
        nom_url="diagnostics:matrice",
    )
)
