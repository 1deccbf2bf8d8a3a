"""Legal categories and themes by activity code, loaded from their YAML files.

``categories_juridiques.yaml`` holds ``source``, ``millesime`` and ``groupes``: each
group gives a family and a rule to its ``categories`` (code, libelle, forme).
``naf_themes.yaml`` holds ``naf2`` and ``naf25``: lists of code, libelle and themes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from acteurs.models import CategorieJuridique, RegleNaf, Thematique, TypeActeur
from socle.referentiels import Bilan, ReferentielInvalide, lire_yaml, synchroniser

DOSSIER = Path(__file__).with_name("referentiels")
CATEGORIES = DOSSIER / "categories_juridiques.yaml"
NAF = DOSSIER / "naf_themes.yaml"
PREFIXE = re.compile(r"\d{2}(\.\d(\d[A-Z]?)?)?")
"""Beginning of an activity code as INSEE writes it: 88, 88.1, 88.10, 88.10C."""

Cle = tuple[str, str]
"""Nomenclature and prefix of a rule."""


def charger_categories(chemin: Path = CATEGORIES) -> Bilan:
    """Load the legal categories; an unchanged file writes nothing.

    Raises:
        ReferentielInvalide: an entry is incomplete, repeated, or names an unknown family.
    """
    contenu = lire_yaml(chemin)
    types = set(TypeActeur.objects.values_list("code", flat=True))
    lignes: dict[str, dict[str, Any]] = {}
    for groupe, entree in _categories(contenu):
        code = str(entree.get("code", ""))
        forme = entree.get("forme")
        if not re.fullmatch(r"\d{4}", code) or code in lignes or not entree.get("libelle"):
            raise ReferentielInvalide(
                f"catégorie juridique « {code} » : code répété, illisible, ou libellé absent"
            )
        for cle in filter(None, [groupe.get("famille"), forme]):
            if cle not in types:
                raise ReferentielInvalide(f"catégorie juridique {code} : « {cle} » n’existe pas")
        lignes[code] = {
            "libelle": entree["libelle"],
            "famille_id": groupe["famille"],
            "forme_id": forme,
            "regle": groupe.get("regle", CategorieJuridique.Regle.TOUJOURS),
            "source": contenu.get("source", ""),
            "millesime": contenu.get("millesime"),
        }
    return synchroniser(CategorieJuridique, lignes)


def _categories(contenu: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    groupes = contenu.get("groupes")
    if not isinstance(groupes, list) or not groupes:
        raise ReferentielInvalide("la liste « groupes » manque ou est vide")
    for groupe in groupes:
        if not isinstance(groupe, dict) or not groupe.get("famille"):
            raise ReferentielInvalide("un groupe de catégories juridiques n’a pas de famille")
        for entree in groupe.get("categories") or []:
            if not isinstance(entree, dict):
                raise ReferentielInvalide(f"« {entree} » n’est pas une catégorie juridique")
            yield groupe, entree


def lire_regles(chemin: Path = NAF) -> dict[Cle, tuple[str, frozenset[str]]]:
    """Return the reference rules: (nomenclature, prefix) → label and codes of themes.

    Raises:
        ReferentielInvalide: a code is malformed or repeated.
    """
    contenu = lire_yaml(chemin)
    regles: dict[Cle, tuple[str, frozenset[str]]] = {}
    for nomenclature in RegleNaf.Nomenclature.values:
        for entree in contenu.get(nomenclature) or []:
            code = str(entree.get("code", "")) if isinstance(entree, dict) else ""
            cle = (str(nomenclature), code)
            if not PREFIXE.fullmatch(code) or cle in regles:
                raise ReferentielInvalide(
                    f"{nomenclature} : le code « {code} » manque ou se répète"
                )
            regles[cle] = (entree.get("libelle", ""), frozenset(entree.get("themes") or []))
    return regles


def charger_naf(chemin: Path = NAF) -> Bilan:
    """Load the themes by activity code; rows people changed stay as they are.

    Raises:
        ReferentielInvalide: a code is malformed, repeated, or a theme unknown.
    """
    regles = lire_regles(chemin)
    themes = set(Thematique.objects.values_list("code", flat=True))
    for (_, prefixe), (_, codes) in regles.items():
        if codes - themes:
            raise ReferentielInvalide(f"{prefixe} : thème inconnu {sorted(codes - themes)}")
    with transaction.atomic():
        return _synchroniser_naf(regles)


def _synchroniser_naf(regles: dict[Cle, tuple[str, frozenset[str]]]) -> Bilan:
    modele_lien = RegleNaf.thematiques.through
    existantes = {(r.nomenclature, r.prefixe): r for r in RegleNaf.objects.all()}
    liens: dict[int, set[str]] = {}
    for pk, theme in modele_lien.objects.values_list("reglenaf_id", "thematique_id"):
        liens.setdefault(pk, set()).add(theme)
    crees: list[RegleNaf] = RegleNaf.objects.bulk_create(
        RegleNaf(nomenclature=n, prefixe=p, libelle=libelle)
        for (n, p), (libelle, _) in regles.items()
        if (n, p) not in existantes
    )
    modifies: list[RegleNaf] = []
    for cle, regle in existantes.items():
        voulue = regles.get(cle)
        if regle.personnalisee or voulue is None:
            continue
        if (regle.libelle, liens.get(regle.pk, set())) != voulue:
            regle.libelle = voulue[0]
            modifies.append(regle)
    retires = [r for c, r in existantes.items() if c not in regles and not r.personnalisee]
    if modifies:
        RegleNaf.objects.bulk_update(modifies, ["libelle"])
        modele_lien.objects.filter(reglenaf__in=modifies).delete()
    if retires:
        RegleNaf.objects.filter(pk__in=[r.pk for r in retires]).delete()
    if crees or modifies:
        modele_lien.objects.bulk_create(
            modele_lien(reglenaf_id=r.pk, thematique_id=theme)
            for r in [*crees, *modifies]
            for theme in sorted(regles[r.nomenclature, r.prefixe][1])
        )
    return Bilan(
        len(crees),
        len(modifies),
        len(retires),
        len(existantes) - len(modifies) - len(retires),
    )
