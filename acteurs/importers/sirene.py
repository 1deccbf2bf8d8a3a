"""Reading SIRENE: from INSEE's stock files to a work file ready to be written.

StockUniteLegale and StockEtablissement in any layout since 2018 (columns are
found by name), optionally the geolocated file. Steps are resumable: a killed
reading goes on where it was and ends with the same work file.

    with lire_sirene(chemin, fichiers, options=OptionsSirene(), suivi=suivi) as atelier:
        for lot in atelier.fiches():
            ...
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

from acteurs.familles import Regles
from acteurs.importers.atelier import NATURES, Atelier
from acteurs.importers.sirene_fiches import Preparation
from acteurs.importers.sirene_stocks import (
    OptionsSirene,
    Suivi,
    lire_etablissements,
    lire_positions,
    lire_unites,
)
from acteurs.importers.tables import FichierRefuse
from acteurs.models import Acteur

__all__ = ["ETAPES", "FICHIERS", "OptionsSirene", "lire_sirene"]

FICHIERS = {
    "unites": "Unités légales (StockUniteLegale)",
    "etablissements": "Établissements (StockEtablissement)",
    "positions": "Géolocalisation des établissements (facultatif)",
}
"""Roles of the files of an import."""
ETAPES = {
    "unites": ("Lecture des unités légales", 0, 28),
    "etablissements": ("Lecture des établissements", 28, 55),
    "positions": ("Lecture des coordonnées", 55, 62),
    "fiches": ("Préparation des fiches", 62, 99),
    "disparus": ("Recherche des fermetures", 99, 100),
}
"""Step → French name and share of the reading (per cent)."""


def lire_sirene(
    chemin: Path,
    fichiers: Mapping[str, Path],
    *,
    options: OptionsSirene | None = None,
    sirens_ess: Iterable[str] = (),
    suivi: Any = None,
) -> Atelier:
    """Read SIRENE into a work file, from where a former attempt stopped.

    Args:
        chemin: the work file, kept until the import is over.
        fichiers: role (see :data:`FICHIERS`) → file.
        options: what part of the register enters the directory.
        sirens_ess: units another list says of the ESS (ESUS, ESS France), whatever SIRENE says;
            those of the directory with the ESUS approval are always taken so.
        suivi: called with (French step, per cent); may raise to stop.

    Returns:
        The work file, open: ``fiche``, ``disparu``, ``rejet`` and ``bilan`` are complete.

    Raises:
        FichierRefuse: a file is missing, unreadable or lacks a column (French).
    """
    for role in ("unites", "etablissements"):
        if role not in fichiers:
            raise FichierRefuse(f"Fichier manquant\u00a0: {FICHIERS[role]}.")
    options = options or OptionsSirene()
    regles = Regles.charger()
    ess = frozenset(sirens_ess) | frozenset(
        Acteur.objects.filter(esus=True).exclude(siren="").values_list("siren", flat=True)
    )
    signature = [
        {role: _empreinte_fichier(f) for role, f in sorted(fichiers.items())},
        asdict(options),
        _empreinte(regles, ess),
    ]
    avancer = _relais(suivi)
    atelier = Atelier(chemin, signature)
    try:
        if not atelier.est_finie("connus"):
            _garder_connus(atelier)
        if not atelier.est_finie("unites"):
            lire_unites(atelier, fichiers["unites"], regles, ess, avancer)
        if not atelier.est_finie("etablissements"):
            lire_etablissements(atelier, fichiers["etablissements"], options, avancer)
        if "positions" in fichiers and not atelier.est_finie("positions"):
            lire_positions(atelier, fichiers["positions"], avancer)
        if not atelier.est_finie("fiches"):
            Preparation(atelier, regles).preparer(avancer)
        if not atelier.est_finie("disparus"):
            _chercher_disparus(atelier)
        avancer("disparus", 1.0)
    except BaseException:
        atelier.fermer()
        raise
    return atelier


def _garder_connus(atelier: Atelier) -> None:
    """Keep the SIRETs of the directory, and whether this register brought them."""
    connus = (
        Acteur.objects.exclude(siret="")
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .order_by()
        .values_list("siret", "origine")
        .iterator(chunk_size=5000)
    )
    with atelier.transaction():
        atelier.db.executemany(
            "INSERT OR IGNORE INTO connu VALUES (?, ?)",
            ((siret, int(origine == Acteur.Origine.SIRENE)) for siret, origine in connus),
        )
        atelier.avancer("connus", None, finie=True)


def _chercher_disparus(atelier: Atelier) -> None:
    """Fill ``disparu`` from what was seen of the SIRETs of the directory.

    Absence proves something only when both files were read to their end.
    """
    bilan = atelier.bilan()
    entiers = not (bilan.get("unites_tronquees") or bilan.get("etablissements_tronquees"))
    cas = [
        # An establishment closed, or whose unit ceased: said of any entry.
        ("ferme", "v.etat = 'F'", "v.date", 0),
        ("ferme", "u.etat = 'C'", "u.date", 0),
        ("non_diffusible", "v.etat = 'N' OR u.diffusion NOT IN ('O', 'P', '')", "''", 1),
        ("hors_ess", "u.ess = 0", "''", 1),
    ]
    if entiers:
        cas.append(("absent", "v.siret IS NULL", "''", 1))
    with atelier.transaction():
        for nature, condition, date, officiel in cas:
            atelier.db.execute(
                "INSERT OR IGNORE INTO disparu "  # noqa: S608 - built from the list above
                f"SELECT c.siret, '{nature}', {date}, ? FROM connu c "
                "LEFT JOIN vu v ON v.siret = c.siret "
                "LEFT JOIN unite u ON u.siren = substr(c.siret, 1, 9) "
                f"WHERE ({condition}) AND c.officiel >= {officiel} "
                "AND NOT EXISTS (SELECT 1 FROM fiche f WHERE f.siret = c.siret)",
                [NATURES[nature]],
            )
        atelier.compter("disparus", atelier.nombre("disparu"))
        atelier.avancer("disparus", None, finie=True)


def _relais(suivi: Any) -> Suivi:
    """Turn (step, share) into (French step, per cent of the whole reading)."""

    def avancer(etape: str, part: float) -> None:
        if suivi is not None:
            libelle, debut, fin = ETAPES[etape]
            suivi(libelle, int(debut + (fin - debut) * min(part, 1.0)))

    return avancer


def _empreinte_fichier(chemin: Path) -> list[Any]:
    """What tells a file from its next edition."""
    try:
        etat = Path(chemin).stat()
    except OSError:
        return [str(chemin)]  # opening it will say why
    return [str(chemin), etat.st_size, etat.st_mtime_ns]


def _empreinte(regles: Regles, ess: frozenset[str]) -> str:
    """Hash of the rules in force."""
    prefixes = {cle: sorted(table.items()) for cle, table in sorted(regles.prefixes.items())}
    valeur = repr([sorted(regles.categories.items()), prefixes, sorted(ess)])
    return blake2b(valeur.encode(), digest_size=16).hexdigest()
