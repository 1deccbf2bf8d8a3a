"""What an entry says, in the order and the words shown: the entry and the comparison share it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from plateformes.models import Plateforme, lignes
from socle.typographie import ecrire_nombre

Lecture = Callable[[Plateforme], Any]
OUI_NON = {True: "Oui", False: "Non", None: ""}


@dataclass(frozen=True)
class Trait:
    """One thing an entry may say."""

    cle: str
    titre: str
    lire: Lecture
    """Gives a text, a list of texts, or nothing."""
    attendu: bool = True
    """Whether its absence is worth saying."""

    def textes(self, plateforme: Plateforme) -> list[str]:
        """Return what the entry says, as a list of texts, empty when it says nothing."""
        valeur = self.lire(plateforme)
        if not valeur:
            return []
        return [valeur] if isinstance(valeur, str) else [str(v) for v in valeur]


@dataclass(frozen=True)
class Rubrique:
    """A group of traits under one title."""

    cle: str
    titre: str
    traits: tuple[Trait, ...]

    def dits(self, plateforme: Plateforme) -> list[tuple[Trait, list[str]]]:
        """Return the traits the entry says something of."""
        return [(t, textes) for t in self.traits if (textes := t.textes(plateforme))]


def _noms(champ: str) -> Lecture:
    return lambda p: [str(objet) for objet in getattr(p, champ).all()]


def _texte(champ: str) -> Lecture:
    return lambda p: getattr(p, champ)


def _lignes(champ: str) -> Lecture:
    return lambda p: lignes(getattr(p, champ))


def _oui_non(champ: str) -> Lecture:
    return lambda p: OUI_NON[getattr(p, champ)]


def _choix(champ: str) -> Lecture:
    return lambda p: getattr(p, f"get_{champ}_display")() if getattr(p, champ) else ""


def _couverture(plateforme: Plateforme) -> list[str]:
    dits = ["Partout en France"] if plateforme.national else []
    dits += [t.nom for t in plateforme.territoires.all()]
    if plateforme.territoires_cites:
        dits.append(f"Cités par la source\u00a0: {plateforme.territoires_cites}")
    return dits


def _annee(plateforme: Plateforme) -> str:
    return str(plateforme.annee_creation or "")


def dire_chiffre(chiffre: Any) -> str:
    """Return a figure with its date and its source: never without.

    « 120 000 inscrits (usagères et usagers), 3 mars 2025, rapport d’activité »
    """
    from django.utils.formats import date_format

    quoi = chiffre.libelle or chiffre.get_grandeur_display()
    valeur = chiffre.valeur
    ecrite = ecrire_nombre(valeur, 0 if valeur == valeur.to_integral_value() else 2)
    unite = f"\u00a0{chiffre.unite}" if chiffre.unite else ""
    quand = date_format(chiffre.date, "j F Y")
    return f"{quoi}\u00a0: {ecrite}{unite}, {quand}, source\u00a0: {chiffre.source}"


def _chiffres(plateforme: Plateforme) -> list[str]:
    return [dire_chiffre(c) for c in plateforme.chiffres.all()]


RUBRIQUES: tuple[Rubrique, ...] = (
    Rubrique(
        "identite",
        "À quoi elle sert",
        (
            Trait("besoins", "Besoins", lambda p: [b.texte for b in p.besoins.all()]),
            Trait("fonctionnalites", "Ce qu’on y fait", _lignes("fonctionnalites")),
            Trait("fonctions", "Fonctions", _noms("fonctions")),
            Trait("publics", "Pour qui", _noms("publics")),
            Trait("thematiques", "Thèmes", _noms("thematiques")),
            Trait("couverture", "Où", _couverture),
            Trait("langues", "Langues", _texte("langues"), attendu=False),
            Trait("alternatives", "Autre chemin que", _noms("alternatives"), attendu=False),
        ),
    ),
    Rubrique(
        "modele",
        "Modèle et gouvernance",
        (
            Trait("porteur", "Structure porteuse", _texte("porteur_dit")),
            Trait("forme_juridique", "Forme juridique", _texte("forme_juridique")),
            Trait("modele", "Modèle", _choix("modele")),
            Trait("modele_economique", "Modèle économique", _texte("modele_economique")),
            Trait("prix_collectivite", "Prix pour une collectivité", _texte("prix_collectivite")),
            Trait("qui_decide", "Qui décide", _texte("qui_decide")),
            Trait("colleges", "Collèges", _lignes("colleges"), attendu=False),
            Trait("place_usagers", "Place des usagères et usagers", _texte("place_usagers")),
            Trait("partage_benefices", "Partage des bénéfices", _texte("partage_benefices")),
        ),
    ),
    Rubrique(
        "donnees",
        "Données personnelles",
        (
            Trait("hebergement", "Hébergement", _texte("hebergement")),
            Trait("sous_traitant", "Sous-traitant", _texte("sous_traitant"), attendu=False),
            Trait("contact_rgpd", "Contact RGPD", _texte("contact_rgpd")),
            Trait("export", "Export des données", _texte("export")),
            Trait("portabilite", "Portabilité", _texte("portabilite"), attendu=False),
        ),
    ),
    Rubrique(
        "logiciel",
        "Logiciel",
        (
            Trait("libre", "Logiciel libre", _oui_non("libre")),
            Trait("licence", "Licence", _texte("licence")),
            Trait("depot", "Dépôt du code", _texte("depot"), attendu=False),
            Trait("marque_blanche", "Marque blanche", _oui_non("marque_blanche"), attendu=False),
            Trait("api", "API", _texte("api"), attendu=False),
            Trait("standards", "Standards", _texte("standards"), attendu=False),
            Trait("accessibilite", "Accessibilité", _choix("accessibilite")),
            Trait(
                "accessibilite_url",
                "Déclaration d’accessibilité",
                _texte("accessibilite_url"),
                attendu=False,
            ),
        ),
    ),
    Rubrique(
        "maturite",
        "Maturité et accompagnement",
        (
            Trait("annee_creation", "Création", _annee),
            Trait("chiffres", "Chiffres", _chiffres),
            Trait("accompagnement", "Accompagnement humain", _texte("accompagnement")),
        ),
    ),
)
LISTES_LUES = ("thematiques", "fonctions", "publics", "alternatives", "territoires", "besoins",
               "chiffres")  # fmt: skip
"""What to read beforehand, so that each list of entries costs one query."""


def manques(plateforme: Plateforme) -> list[str]:
    """Return the titles of what the entry should say and does not."""
    return [
        trait.titre if trait.titre[1:2].isupper() else trait.titre[:1].lower() + trait.titre[1:]
        for rubrique in RUBRIQUES
        for trait in rubrique.traits
        if trait.attendu and not trait.textes(plateforme)
    ]


def lire_entieres(plateformes: Any) -> Any:
    """Return the entries with all that is shown of them."""
    return plateformes.select_related("porteur", "reseau").prefetch_related(*LISTES_LUES)


def textes_de(trait: Trait, plateformes: Iterable[Plateforme]) -> list[list[str]]:
    """Return what each entry says of a trait."""
    return [trait.textes(p) for p in plateformes]
