"""The list of ESS enterprises published by ESS France: a CSV, one legal unit per line.

As published on data.gouv.fr (« Liste des entreprises de l’ESS », 2023–2026): comma,
UTF-8, columns « SIREN » (leading zeros sometimes lost), « Nom ou raison sociale de
l'entreprise », « Famille juridique de l'entreprise », « Code postal »… Only the SIREN
and the family are read, under any usual header.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from acteurs.importers.registres import (
    NOMS_SIREN,
    NOMS_SIRET,
    SANS_NUMERO,
    LotDeFaits,
    lire_siren,
    ouvrir_par_nom,
    reprendre,
    trouver,
)
from acteurs.importers.tables import FichierRefuse, Rejet, lire_entetes
from socle.texte import normaliser

NOMS_FAMILLE = (
    "famille juridique de l entreprise",
    "famille juridique",
    "famille",
    "famille de l ess",
)
FAMILLES_MAX = 100
"""Labels of families remembered: the list has five."""


class EntrepriseEss(NamedTuple):
    """A legal unit the list holds."""

    ligne: int
    siren: str
    commerciale: bool
    """Its family is « sociétés commerciales »: no legal category says that it is of the ESS."""


def lire(chemin: Path, depuis: Sequence[Any] | None = None) -> Iterator[LotDeFaits[EntrepriseEss]]:
    """Yield the legal units of the list, batch after batch.

    Raises:
        FichierRefuse: unreadable, or no column holds a SIREN (French message).
    """
    entetes = lire_entetes(chemin)
    rang = trouver(entetes, NOMS_SIREN, "siren")
    if rang is None:
        rang = trouver(entetes, NOMS_SIRET, "siret")
    if rang is None:
        raise FichierRefuse(
            f"Aucune colonne de {chemin.name} ne porte les SIREN\u00a0: ses en-têtes sont "
            f"{', '.join(entetes[:12])}."
        )
    famille = trouver(entetes, NOMS_FAMILLE)
    commerciales: dict[str, bool] = {}
    with ouvrir_par_nom(chemin, entetes, [rang, famille], separateur=None, encodage=None) as table:
        for lot in table.lots(reprendre(depuis)):
            faits: list[EntrepriseEss] = []
            rejets = list(lot.rejets)
            for ligne, (numero, texte) in zip(lot.numeros, lot.lignes, strict=True):
                try:
                    siren = lire_siren(numero)
                except ValueError as erreur:
                    rejets.append(Rejet(ligne, str(erreur), f"{numero} ; {texte}"[:200]))
                    continue
                if not siren:
                    rejets.append(Rejet(ligne, SANS_NUMERO, texte[:200]))
                    continue
                commerciale = commerciales.get(texte)
                if commerciale is None:
                    commerciale = "commercial" in normaliser(texte[:100])
                    if len(commerciales) < FAMILLES_MAX:
                        commerciales[texte] = commerciale
                faits.append(EntrepriseEss(ligne, siren, commerciale))
            yield LotDeFaits(faits, sorted(rejets), [*lot.suite], lot.avancement, lot.lues)
