"""MACTOR grids that two people filled at the same time, cell by cell.

What comes out is the ``Conflit`` of ``socle/conflits.py``, for the same panel.
"""

from collections.abc import Mapping
from typing import Any

from diagnostics.models import GrilleMactor
from diagnostics.services.mactor import Jeu
from socle.conflits import ChampEnConflit, Conflit, copier_saisie, lister_saisie

_GRILLES = (("i", "influences", "influences"), ("p", "positions", "positions"))


def dresser_conflit_grilles(
    *,
    jeu: Jeu,
    actuelle: GrilleMactor,
    version_attendue: int,
    donnees: Any,
    influences: Mapping[str, int],
    positions: Mapping[str, int],
) -> Conflit:
    """Compare typed cells with those saved now, and with those both started from.

    Args:
        jeu: what is compared, to name the cells.
        actuelle: the grids as saved.
        version_attendue: the version the form was built from; 0 when nothing was saved.
        donnees: what was posted.
        influences: typed values by « line>column ».
        positions: the same, for the other grid.
    """
    lignes = actuelle.history.select_related("history_user")
    base = lignes.filter(version=version_attendue).order_by("-history_id").first()
    derniere = lignes.order_by("-history_id").first()
    noms = {
        **{a.reference: n for a, n in zip(jeu.acteurs, jeu.noms, strict=True)},
        **{o.reference: n for o, n in zip(jeu.objectifs, jeu.noms_objectifs, strict=True)},
    }
    saisie = copier_saisie(donnees)
    champs: list[ChampEnConflit] = []
    for prefixe, attribut, libelle in _GRILLES:
        mien = influences if prefixe == "i" else positions
        leur = getattr(actuelle, attribut)
        depart = getattr(base, attribut) if base is not None else {}
        connu = base is not None or version_attendue == 0
        reprises = 0
        for cle, moi in mien.items():
            eux, avant = leur.get(cle, 0), depart.get(cle, 0)
            par_eux = eux != avant if connu else eux != moi
            par_moi = moi != avant if connu else eux != moi
            ligne, colonne = cle.split(">")
            if par_eux and not par_moi:
                reprises += 1
                saisie[f"{prefixe}-{ligne}-{colonne}"] = str(eux)
            elif par_eux and eux != moi:
                champs.append(
                    ChampEnConflit(
                        nom=cle,
                        libelle=f"{noms.get(ligne, ligne)} sur {noms.get(colonne, colonne)}",
                        base=_dire(avant) if connu else "",
                        leur=_dire(eux),
                        mien=_dire(moi),
                        par_eux=True,
                        par_moi=True,
                    )
                )
        if reprises:
            cases = "case" if reprises == 1 else "cases"
            champs.append(
                ChampEnConflit(
                    nom=attribut,
                    libelle=f"{reprises} {cases} des {libelle}",
                    base="",
                    leur="",
                    mien="",
                    par_eux=True,
                    par_moi=False,
                )
            )
    saisie["version"] = str(actuelle.version)
    return Conflit(
        actuel=actuelle,
        auteur=getattr(derniere, "history_user", None),
        date=getattr(derniere, "history_date", None),
        champs=tuple(champs),
        saisie=saisie,
        mienne=lister_saisie(donnees),
    )


def _dire(valeur: int) -> str:
    return str(valeur).replace("-", "−")
