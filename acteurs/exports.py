"""Lists of actors as CSV or XLSX: public fields only, streamed, harmless in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from acteurs.models import Acteur, ActeurQuerySet

ENTETES = (
    "Nom", "Sigle", "Famille", "Forme", "Relève de l’ESS", "Forme juridique", "SIRET", "SIREN",
    "Numéro RNA", "Thèmes", "Description", "Adresse", "Code INSEE", "Code postal", "Commune",
    "Latitude", "Longitude", "Précision du point", "Site web", "Contact public", "Taille",
    "Source", "Date de la source",
)  # fmt: skip
"""Headers; the import of actors recognises them."""
FORMULES = ("=", "+", "-", "@")
LOT = 1000


def inoffensif(valeur: Any) -> Any:
    """Return a cell that no spreadsheet will run: a text that looks like a formula is quoted."""
    if not isinstance(valeur, str):
        return valeur
    suspect = valeur.startswith(("\t", "\r", "\n")) or valeur.lstrip().startswith(FORMULES)
    return f"'{valeur}" if suspect else valeur


def lignes(acteurs: ActeurQuerySet) -> Iterator[list[Any]]:
    """Yield the rows of a list, a batch at a time.

    Keys are put in order first, alone: sorting whole rows would hold them all in memory.
    """
    ids = list(acteurs.order_by("nom_normalise", "pk").values_list("pk", flat=True))
    for debut in range(0, len(ids), LOT):
        lot = ids[debut : debut + LOT]
        lus = (
            acteurs.model.objects.filter(pk__parmi=lot)
            .order_by()
            .select_related("type", "sous_type", "commune")
            .prefetch_related("thematiques")
        )
        par_cle = {acteur.pk: acteur for acteur in lus}
        for pk in lot:
            if pk in par_cle:
                yield [inoffensif(v) for v in _ligne(par_cle[pk])]


def _ligne(acteur: Acteur) -> list[Any]:
    commune = acteur.commune
    ess = {True: "oui", False: "non", None: ""}[acteur.releve_ess]
    return [
        acteur.nom,
        acteur.sigle,
        acteur.type.libelle if acteur.type else "",
        acteur.sous_type.libelle if acteur.sous_type else "",
        ess,
        acteur.forme_juridique,
        acteur.siret,
        acteur.siren,
        acteur.rna,
        " | ".join(t.libelle for t in acteur.thematiques.all()),
        acteur.description,
        acteur.adresse,
        commune.code_insee if commune else "",
        commune.codes_postaux[0] if commune and commune.codes_postaux else "",
        commune.nom if commune else "",
        acteur.lat,
        acteur.lon,
        acteur.get_precision_display(),
        acteur.site_web,
        acteur.contact_public,
        acteur.get_taille_display(),
        acteur.source,
        acteur.date_source.isoformat() if acteur.date_source else "",
    ]


def en_csv(rangees: Iterable[list[Any]], entetes: Iterable[str] = ENTETES) -> Iterator[bytes]:
    """Yield the pieces of a CSV that French spreadsheets open as it is (UTF-8 with BOM, « ; »)."""
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";")
    tampon.write("\ufeff")
    plume.writerow(entetes)
    for rang, rangee in enumerate(rangees, 1):
        plume.writerow(rangee)
        if rang % LOT == 0:
            yield tampon.getvalue().encode()
            tampon.seek(0)
            tampon.truncate()
    yield tampon.getvalue().encode()


def en_xlsx(
    rangees: Iterable[list[Any]],
    sortie: Any,
    entetes: Iterable[str] = ENTETES,
    *,
    feuille_nommee: str = "Acteurs",
) -> None:
    """Write a workbook into ``sortie`` (binary file), one row at a time."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(feuille_nommee)
    feuille.freeze_panes = "B2"
    titres = [WriteOnlyCell(feuille, value=e) for e in entetes]
    for titre in titres:
        titre.font = Font(bold=True)
    feuille.append(titres)
    for rangee in rangees:
        feuille.append(
            [ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v for v in rangee]
        )
    classeur.save(sortie)
