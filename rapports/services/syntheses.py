"""What the report proposes by itself: messages, figures, strata. All from counted data."""

from collections.abc import Sequence

from rapports.services.mots import (
    abreger,
    compter,
    enumerer,
    finir,
    majuscule,
    nombre,
    nommer_quelques,
)
from rapports.services.options import CHIFFRES_MAX, MESSAGES_MAX, TEXTE_MAX, TITRE_MAX, Options
from rapports.services.structures import (
    CadranMoff,
    Chiffre,
    Compte,
    Enonce,
    Etape,
    Lieu,
    Message,
    Mesure,
)
from socle.typographie import typographier

PAR_CADRAN = 2
"""At most this many proposed messages come from one quadrant, so that all four are heard."""


def proposer_messages(cadrans: Sequence[CadranMoff]) -> tuple[Message, ...]:
    """Draw up to five messages from the items with the most voices among the supported ones.

    Items without evidence are never proposed. Ties: more evidence first, then
    the order of the matrix.
    """
    candidats = [
        (cadran, enonce)
        for cadran in cadrans
        for enonce in [e for e in cadran.enonces if e.est_etaye][:PAR_CADRAN]
    ]
    candidats.sort(key=lambda c: (-c[1].voix, -len(c[1].appuis)))
    retenus = candidats[:MESSAGES_MAX]
    return tuple(
        Message(
            abreger(finir(e.texte), TITRE_MAX),
            abreger(_expliquer(c, e), TEXTE_MAX),
            e.appuis,
            e.reference,
        )
        for c, e in retenus
    )


def _expliquer(cadran: CadranMoff, enonce: Enonce) -> str:
    soutien = (
        f"soutenue par {compter(enonce.voix, 'voix', 'voix', feminin=True)}"
        if enonce.voix
        else "relevée par le groupe"
    )
    return typographier(
        f"{majuscule(cadran.singulier)} {soutien}. Ce qui l’appuie : {_abreger(enonce)}."
    )


def _abreger(enonce: Enonce) -> str:
    """Name two pieces of evidence and count the others."""
    return nommer_quelques([a.libelle.rstrip(".") for a in enonce.appuis], 2)


def choisir_messages(cadrans: Sequence[CadranMoff], options: Options) -> tuple[Message, ...]:
    """Return the edited messages, with the evidence of the items they came from, or proposals."""
    if options.messages is None:
        return proposer_messages(cadrans)
    par_reference = {e.reference: e for c in cadrans for e in c.enonces}
    return tuple(
        Message(
            typographier(m.titre),
            typographier(m.texte),
            par_reference[m.element].appuis if m.element in par_reference else (),
            m.element,
        )
        for m in options.messages
    )


def lister_chiffres(
    *,
    lieu: Lieu,
    mesures: Sequence[tuple[str, Mesure]],
    acteurs: int,
    acteurs_ess: int,
    cadrans: Sequence[CadranMoff],
    ecoutes: Sequence[Compte],
) -> tuple[Chiffre, ...]:
    """Return every figure that may be put forward, the proposed ones first.

    ``mesures`` pairs each indicator with its key.
    """
    enonces = [e for c in cadrans for e in c.enonces]
    etayes = sum(e.est_etaye for e in enonces)
    candidats = [
        Chiffre(cle, m.prefixe, m.valeur, m.unite, m.libelle, _source(m)) for cle, m in mesures
    ]
    if acteurs_ess:
        candidats.append(
            Chiffre("acteurs_ess", "", nombre(acteurs_ess), "", "acteurs de l’ESS repérés")
        )
    if acteurs:
        candidats.append(
            Chiffre("acteurs", "", nombre(acteurs), "", "acteurs rattachés à la démarche")
        )
    if enonces:
        candidats.append(
            Chiffre(
                "etayes",
                "",
                nombre(etayes),
                "",
                f"éléments de la matrice étayés, sur {nombre(len(enonces))}",
            )
        )
    candidats.append(Chiffre("communes", "", nombre(lieu.communes), "", "communes"))
    if lieu.population:
        candidats.append(
            Chiffre("population", "", nombre(lieu.population), "", "habitantes et habitants")
        )
    if entendus := sum(c.nombre for c in ecoutes):
        candidats.append(
            Chiffre(
                "ecoutes", "", nombre(entendus), "", "entretiens, ateliers, visites et documents"
            )
        )
    return tuple(candidats)


def choisir_chiffres(candidats: Sequence[Chiffre], options: Options) -> tuple[Chiffre, ...]:
    """Return the chosen figures that still exist, or the first ones."""
    if options.chiffres is None:
        return tuple(candidats[:CHIFFRES_MAX])
    par_cle = {c.cle: c for c in candidats}
    return tuple(par_cle[cle] for cle in options.chiffres if cle in par_cle)


def _source(mesure: Mesure) -> str:
    return f"{mesure.source}, {mesure.annee}" if mesure.annee else mesure.source


def ecrire_strates(
    *,
    decision: str,
    etapes: Sequence[Etape],
    cadrans: Sequence[CadranMoff],
    acteurs: int,
    familles: int,
    ecoutes: Sequence[Compte],
    lieu: Lieu,
) -> tuple[str, ...]:
    """Write the five strata of the cover, from the surface down, from real counts.

    Surface: what is to be decided, or where the process stands; then the
    voices, the matrix, the actors; bedrock: what was heard, or the communes.
    """
    enonces = [e for c in cadrans for e in c.enonces]
    etayes = sum(e.est_etaye for e in enonces)
    voix = sum(e.voix for e in enonces)
    soutenus = sum(bool(e.voix) for e in enonces)
    faites = sum(e.etat == "fait" for e in etapes)
    en_cours = next((e.titre for e in etapes if e.etat == "en_cours"), "")
    if decision:
        surface = "une décision demandée aux élues et aux élus"
    elif en_cours:
        surface = f"{en_cours}, en cours"
    else:
        surface = f"{compter(faites, 'phase accomplie', 'phases accomplies', feminin=True)}"
    strates = [
        surface,
        f"{compter(voix, 'voix', 'voix', feminin=True)} sur {compter(soutenus, 'élément')}"
        if voix
        else "aucune voix exprimée pour l’instant",
        f"{compter(len(enonces), 'élément')} de matrice, dont {nombre(etayes)} étayés"
        if etayes > 1
        else f"{compter(len(enonces), 'élément')} de matrice",
        f"{compter(acteurs, 'acteur')}, {compter(familles, 'famille', feminin=True)}"
        if acteurs
        else "aucun acteur rattaché pour l’instant",
        enumerer([compter_ecoute(c) for c in ecoutes])
        if ecoutes
        else compter(lieu.communes, "commune", feminin=True),
    ]
    return tuple(typographier(majuscule(s)) for s in strates)


def compter_ecoute(compte: Compte) -> str:
    """Return « deux ateliers », « une visite »."""
    return compter(compte.nombre, compte.libelle, feminin=compte.code == "visite")
