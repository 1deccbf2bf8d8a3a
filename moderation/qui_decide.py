"""Who decides what in the directory, as the public page tells it; tests hold it to the rules."""

from dataclasses import dataclass
from typing import Final

PROFILS: Final[dict[str, str]] = {
    "public": "Tout le monde",
    "organisation": "Membre d’une organisation",
    "saisie": "Membre de l’organisation qui tient la fiche",
    "reseau": "Membre d’un réseau de l’ESS",
}
"""Who, from the least to the most."""


@dataclass(frozen=True)
class Droit:
    """One thing to do, and who may: the permission tests check, on what."""

    quoi: str
    qui: frozenset[str]
    permission: str = ""
    objet: str = ""
    precision: str = ""


@dataclass(frozen=True)
class Chapitre:
    """Some rights read together."""

    titre: str
    droits: tuple[Droit, ...]


TOUS: Final = frozenset(PROFILS)
ECRIVENT: Final = TOUS - {"public"}

CHAPITRES: Final = (
    Chapitre(
        "Lire et proposer",
        (
            Droit("Lire une fiche publiée", TOUS, "acteurs.voir_acteur", "publiee"),
            Droit(
                "Proposer un acteur, une correction, une fermeture",
                TOUS,
                precision="Sans compte. Rien ne change avant une décision.",
            ),
            Droit(
                "Lire une fiche pas encore publiée",
                frozenset({"saisie"}),
                "acteurs.voir_acteur",
                "proposee",
            ),
        ),
    ),
    Chapitre(
        "Écrire",
        (
            Droit(
                "Ajouter un acteur au nom de son organisation",
                ECRIVENT,
                "acteurs.creer_acteur",
                precision="L’organisation tient alors la fiche.",
            ),
            Droit(
                "Modifier ou archiver une fiche publiée",
                frozenset({"saisie", "reseau"}),
                "acteurs.modifier_acteur",
                "publiee",
                "Chaque version reste lisible, et peut être rétablie.",
            ),
            Droit(
                "Modifier une fiche pas encore publiée",
                frozenset({"saisie"}),
                "acteurs.modifier_acteur",
                "proposee",
            ),
        ),
    ),
    Chapitre(
        "Dire qui travaille avec qui",
        (
            Droit(
                "Ajouter une relation à un acteur publié",
                ECRIVENT,
                "relations.creer",
                "publiee",
                "La relation est signée de votre organisation. Publique, elle peut être corrigée ou "
                "retirée par les réseaux de l’ESS et par qui tient la fiche d’un des deux acteurs\u00a0; "
                "réservée à vos membres, personne d’autre ne la voit.",
            ),
        ),
    ),
    Chapitre(
        "Décider de ce qui est proposé",
        (
            Droit(
                "Faire entrer un acteur proposé par le public",
                frozenset({"reseau"}),
                "moderation.decider",
                "nouvelle",
                "La file de chaque réseau s’ouvre sur les territoires qu’il suit\u00a0; ce qui n’a "
                "pas de commune se lit partout.",
            ),
            Droit(
                "Accepter ou refuser une correction, une fermeture",
                frozenset({"saisie", "reseau"}),
                "moderation.decider",
                "correction",
                "En tout ou en partie. Un refus dit pourquoi\u00a0; la réponse part un quart d’heure "
                "après, le temps de se raviser.",
            ),
            Droit(
                "Accepter ou refuser ce que propose un registre officiel",
                frozenset({"saisie", "reseau"}),
                "acteurs.modifier_acteur",
                "publiee",
                "Fermeture, déménagement, changement d’une fiche que quelqu’un tient.",
            ),
            Droit(
                "Poser une question, confier une proposition à une autre personne",
                frozenset({"saisie", "reseau"}),
                "moderation.decider",
                "correction",
                "À qui pourrait en décider, et à personne d’autre.",
            ),
            Droit(
                "Annuler la décision d’une autre personne",
                frozenset(),
                "moderation.annuler",
                "lot",
                "Chacune et chacun annule les siennes, pendant vingt-quatre heures.",
            ),
            Droit(
                "Décider de sa propre proposition",
                frozenset(),
                "moderation.decider",
                "sienne",
                "Ni de celle de son organisation\u00a0: une autre personne en décide.",
            ),
            Droit(
                "Lire les délais de réponse",
                frozenset({"reseau"}),
                "moderation.voir_statistiques",
            ),
        ),
    ),
    Chapitre(
        "Prendre soin des fiches",
        (
            Droit(
                "Demander à tenir la fiche de sa structure",
                ECRIVENT,
                precision="Avec un compte. L’adresse publique de la fiche confirme, ou le réseau. "
                "La structure modifie alors sa fiche, aussitôt ou après relecture, selon le réseau.",
            ),
            Droit(
                "Répondre à une structure, lui retirer une fiche",
                frozenset({"reseau"}),
                "moderation.repondre_tenue",
                "tenue",
                "Jamais pour sa propre structure. Un refus ou un retrait dit pourquoi.",
            ),
            Droit(
                "Dire une fiche toujours exacte",
                frozenset({"saisie", "reseau"}),
                "moderation.confirmer",
                "publiee",
                "La structure qui tient sa fiche aussi.",
            ),
            Droit(
                "Réunir deux fiches du même acteur, les séparer",
                frozenset({"saisie", "reseau"}),
                "acteurs.modifier_acteur",
                "publiee",
                "Il faut pouvoir modifier les deux. Se défait pendant trente jours.",
            ),
            Droit(
                "Lire les doublons possibles et les fiches à revoir",
                frozenset({"reseau"}),
                "moderation.voir_doublons",
                precision="Les administratrices et administrateurs d’un réseau disent aussi s’il "
                "relit ce que les structures changent à leur fiche.",
            ),
        ),
    ),
)
