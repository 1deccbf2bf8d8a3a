"""Say the aggregates in plain French: never a bare score."""

from typing import Final

from diagnostics.calculs.convergence import Adhesion, Appariement, Confiance
from socle.typographie import INSECABLE, accorder, ecrire_nombre

SERRE: Final = 0.6
"""Spread, in degrees, up to which actors are said to agree."""
ECARTE: Final = 1.2
"""Spread from which actors are said to be divided."""
PROCHES: Final = 0.6
ELOIGNES: Final = 0.85

_CONFIANCES: Final = {
    Confiance.AUCUNE: "Personne ne s’est encore exprimé.",
    Confiance.TRES_FAIBLE: "Trop peu de réponses pour conclure.",
    Confiance.FAIBLE: "Confiance faible\u00a0: moins de la moitié des acteurs concernés ont répondu.",
    Confiance.MOYENNE: "Confiance moyenne\u00a0: d’autres réponses peuvent encore changer la lecture.",
    Confiance.BONNE: "Bonne confiance\u00a0: presque tous les acteurs concernés ont répondu.",
}
_DEGRES: Final = (
    (0.5, "contre"),
    (1.5, "plutôt contre"),
    (2.5, "entre les deux"),
    (3.5, "plutôt pour"),
    (5.0, "pour, avec l’envie d’agir"),
)


def dire_confiance(confiance: Confiance) -> str:
    """Return the level of confidence in words."""
    return _CONFIANCES[confiance]


def dire_part(adhesion: Adhesion) -> str:
    """Say how many of the concerned actors were heard."""
    n, total = adhesion.entendus, adhesion.concernes
    if not total:
        return "Aucun acteur concerné n’est encore désigné."
    verbe = "se sont exprimés" if n > 1 else "s’est exprimé"
    if not n:
        return (
            f"Aucun des {total} acteurs concernés ne s’est exprimé."
            if total > 1
            else ("Le seul acteur concerné ne s’est pas exprimé.")
        )
    return f"{n} acteur{accorder(n)} sur {total} {verbe}."


def dire_adhesion(adhesion: Adhesion) -> str:
    """Say the mean and the spread of adhesion, and what was left out."""
    phrases = []
    if adhesion.moyenne is None:
        if adhesion.entendus:
            phrases.append("Les réponses sont trop peu nombreuses pour donner une moyenne.")
    else:
        sens = next(mots for plafond, mots in _DEGRES if adhesion.moyenne < plafond)
        valeur = ecrire_nombre(round(adhesion.moyenne, 1))
        environ = "environ " if adhesion.arrondie else ""
        seul = adhesion.comptes == 1
        qui = "L’acteur entendu est" if seul else "Les acteurs entendus sont"
        phrases.append(f"{qui} {sens} ({environ}{valeur} sur 4{'' if seul else ' en moyenne'})")
        phrases[-1] += _dire_ecart(adhesion)
    if adhesion.prives_tus:
        n = adhesion.prives_tus
        phrases.append(
            f"{n} position{accorder(n)} privée{accorder(n)} n’{'y sont' if n > 1 else 'y est'} pas "
            f"comptée{accorder(n)}\u00a0: trop peu pour ne désigner personne."
        )
    return " ".join(phrases)


def _dire_ecart(adhesion: Adhesion) -> str:
    if adhesion.ecart is None:
        return "\u00a0; des positions privées y sont comptées, l’écart n’est donc pas donné."
    if adhesion.comptes == 1:
        return "."
    mots = ecrire_nombre(round(adhesion.ecart, 1))
    if adhesion.ecart <= SERRE:
        return f" et vont dans le même sens (écart moyen de {mots} degré)."
    if adhesion.ecart >= ECARTE:
        return f" mais sont divisés (écart moyen de {mots} degré{accorder(adhesion.ecart)})."
    return f", avec des différences (écart moyen de {mots} degré)."


def dire_appariement(appariement: Appariement) -> str:
    """Say how many expectations are answered, and what nobody asked for."""
    total = len(appariement.couverts) + len(appariement.non_couverts)
    n, libres = len(appariement.couverts), len(appariement.non_demandees)
    if not total:
        debut = "Aucune attente n’est encore écrite."
    elif n == total:
        debut = (
            "La seule attente écrite trouve une réponse."
            if total == 1
            else f"Les {total} attentes écrites trouvent une réponse."
        )
    elif not n:
        debut = (
            "La seule attente écrite ne trouve pas encore de réponse."
            if total == 1
            else f"Aucune des {total} attentes écrites ne trouve encore de réponse."
        )
    else:
        reste = total - n
        debut = (
            f"{n} attente{accorder(n)} sur {total} "
            f"{'trouvent' if n > 1 else 'trouve'} une réponse\u00a0; "
            f"{reste} ne {'sont couvertes' if reste > 1 else 'est couverte'} par personne."
        )
    if libres:
        debut += (
            f" {libres} apport{accorder(libres)} "
            f"{'restent proposés' if libres > 1 else 'reste proposé'} sans répondre à une attente."
        )
    return debut


def dire_distance(distance: float | None) -> str:
    """Say how far apart the words of two texts are, as a hint."""
    if distance is None:
        return "Rien à comparer."
    if distance <= PROCHES:
        return "Mots proches"
    if distance < ELOIGNES:
        return "Mots en partie différents"
    return "Mots très différents"


def dire_convergence(valeur: float) -> str:
    """Say how much two actors agree, from 0 (opposed) to 1 (same degrees)."""
    pourcent = f"{round(valeur * 100)}{INSECABLE}%"
    if valeur >= 0.8:  # noqa: PLR2004
        return f"proches ({pourcent})"
    if valeur >= 0.5:  # noqa: PLR2004
        return f"assez proches ({pourcent})"
    return f"éloignés ({pourcent})"
