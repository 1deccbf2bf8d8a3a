"""Read a filière from the database into the shapes calculations and drawings work on.

Seven queries at most, whatever its size. ``prive`` False (a public reading) leaves out what only members read:
sources, certainties, free notes, and the name of directory entries that are not published.
"""

from typing import Any

from acteurs.models import Acteur, TypeActeur
from filieres.calculs.reseau import (
    BesoinLu,
    ChaineLue,
    FluxLu,
    GisementLu,
    MaillonLu,
    PositionLue,
    Reseau,
)
from filieres.models import BesoinMaillon, Filiere, Flux, Gisement, Maillon, Position
from filieres.voisinage import centre_de
from socle.formes import forme_de

SURE = "sure"
ACTEUR_TU = "Acteur non publié"
_ESS_DU_TYPE = {TypeActeur.Ess.OUI.value: True, TypeActeur.Ess.NON.value: False}


def lire_reseau(filiere: Filiere, *, prive: bool = True) -> Reseau:
    """Return the whole filière, keys being public references."""
    lues = list(filiere.chaines.all())
    chaines = {c.pk: c.reference for c in lues}
    maillons = list(Maillon.objects.filter(filiere=filiere).order_by("ordre", "pk"))
    cles = {m.pk: m.reference for m in maillons}
    besoins = _besoins(filiere)
    positions, cles_positions = _positions(filiere, cles, prive=prive)
    gisements, cles_gisements = _gisements(filiere, cles, prive=prive)
    return Reseau(
        cle=filiere.reference,
        nom=filiere.nom,
        theme=filiere.theme,
        conception=filiere.conception,
        chaines=tuple(ChaineLue(c.reference, c.nom, c.ordre) for c in lues),
        maillons=tuple(
            _maillon(m, chaines[m.chaine_id], besoins.get(m.pk, ()), prive=prive) for m in maillons
        ),
        positions=positions,
        gisements=gisements,
        flux=_flux(filiere, cles, cles_gisements, cles_positions, prive=prive),
        exemple=filiere.exemple,
        centre=centre_de(filiere.territoire) if filiere.territoire else None,
    )


def _maillon(
    maillon: Maillon, chaine: str, besoins: tuple[BesoinLu, ...], *, prive: bool
) -> MaillonLu:
    return MaillonLu(
        cle=maillon.reference,
        chaine=chaine,
        intitule=maillon.intitule,
        type=maillon.type,
        ordre=maillon.ordre,
        colonne=maillon.colonne,
        ligne=maillon.ligne,
        capacite=maillon.capacite,
        unite=maillon.unite,
        annee=maillon.annee_capacite,
        rendement=maillon.rendement,
        statut_declare=maillon.statut_declare,
        achats_exterieurs=maillon.achats_exterieurs,
        note=maillon.note if prive else "",
        besoins=besoins,
    )


def _besoins(filiere: Filiere) -> dict[int, tuple[BesoinLu, ...]]:
    lus: dict[int, tuple[BesoinLu, ...]] = {}
    for besoin in BesoinMaillon.objects.filter(maillon__filiere=filiere).order_by("nature", "pk"):
        lu = BesoinLu(besoin.nature, besoin.texte, besoin.couvert)
        lus[besoin.maillon_id] = (*lus.get(besoin.maillon_id, ()), lu)
    return lus


_CHAMPS_POSITION = (
    "pk", "reference", "maillon_id", "nom_libre", "ess", "role", "capacite", "unite", "annee",
    "etp", "etp_insertion", "part_ca", "certitude", "source", "potentielle",
    "commune__code", "commune__nom", "commune__lon", "commune__lat",
    "acteur__reference", "acteur__nom", "acteur__statut", "acteur__ess", "acteur__type__ess",
    "acteur__type_id", "acteur__lon", "acteur__lat",
    "acteur__commune__code", "acteur__commune__nom",
    "acteur__commune__lon", "acteur__commune__lat",
)  # fmt: skip


def _positions(
    filiere: Filiere, maillons: dict[int, str], *, prive: bool
) -> tuple[tuple[PositionLue, ...], dict[int, str]]:
    lignes = (
        Position.objects.filter(maillon__filiere=filiere)
        .order_by("potentielle", "pk")
        .values(*_CHAMPS_POSITION)
    )
    positions, cles = [], {}
    for ligne in lignes:
        cles[ligne["pk"]] = ligne["reference"]
        positions.append(_position(ligne, maillons[ligne["maillon_id"]], prive=prive))
    return tuple(positions), cles


def _position(ligne: dict[str, Any], maillon: str, *, prive: bool) -> PositionLue:
    tu = not prive and bool(ligne["acteur__reference"])
    tu = tu and ligne["acteur__statut"] != Acteur.Statut.PUBLIE
    lieu = "commune__" if ligne["commune__code"] else "acteur__commune__"
    place = "acteur__" if ligne["acteur__lon"] is not None and not tu else lieu
    ess = ligne["ess"]
    if ess is None:
        ess = ligne["acteur__ess"]
    if ess is None:
        ess = _ESS_DU_TYPE.get(ligne["acteur__type__ess"])
    return PositionLue(
        cle=ligne["reference"],
        maillon=maillon,
        nom=(ligne["nom_libre"] or ACTEUR_TU)
        if tu
        else (ligne["acteur__nom"] or ligne["nom_libre"]),
        acteur="" if tu else ligne["acteur__reference"] or "",
        ess=ess,
        forme=forme_de(ligne["acteur__type_id"]),
        role=ligne["role"],
        commune=ligne[f"{lieu}nom"] or "",
        code_commune=ligne[f"{lieu}code"] or "",
        lon=ligne[f"{place}lon"],
        lat=ligne[f"{place}lat"],
        capacite=ligne["capacite"],
        unite=ligne["unite"],
        annee=ligne["annee"],
        etp=ligne["etp"],
        etp_insertion=ligne["etp_insertion"],
        part_ca=ligne["part_ca"] if prive else None,
        certitude=ligne["certitude"] if prive else SURE,
        source=ligne["source"] if prive else "",
        potentielle=ligne["potentielle"],
    )


def _gisements(
    filiere: Filiere, maillons: dict[int, str], *, prive: bool
) -> tuple[tuple[GisementLu, ...], dict[int, str]]:
    lus = (
        Gisement.objects.filter(filiere=filiere)
        .order_by("pk")
        .select_related("commune", "territoire")
    )
    gisements, cles = [], {}
    for g in lus:
        cles[g.pk] = g.reference
        lieu = g.commune or g.territoire
        gisements.append(
            GisementLu(
                cle=g.reference,
                ressource=g.ressource,
                maillon=maillons[g.maillon_id] if g.maillon_id else None,
                quantite=g.quantite,
                bas=g.bas,
                haut=g.haut,
                unite=g.unite,
                annee=g.annee,
                part_disponible=g.part_disponible,
                masse_unitaire_kg=g.masse_unitaire_kg,
                lieu=g.lieu,
                code_commune=g.commune_id or "",
                lon=lieu.lon if lieu else None,
                lat=lieu.lat if lieu else None,
                saison=tuple(g.saison),
                source=g.source if prive else "",
            )
        )
    return tuple(gisements), cles


_CHIFFRES_FLUX = (
    "matiere", "volume", "bas", "haut", "unite", "annee", "prix", "distance_km",
    "masse_unitaire_kg",
)  # fmt: skip
_CHAMPS_FLUX = (
    *_CHIFFRES_FLUX, "reference", "depart_id", "gisement_id", "arrivee_id", "position_depart_id",
    "position_arrivee_id", "certitude", "source",
)  # fmt: skip


def _flux(
    filiere: Filiere,
    maillons: dict[int, str],
    gisements: dict[int, str],
    positions: dict[int, str],
    *,
    prive: bool,
) -> tuple[FluxLu, ...]:
    # Plain rows: four hundred instances cost three times as much.
    lignes = Flux.objects.filter(filiere=filiere).order_by("pk").values(*_CHAMPS_FLUX)
    return tuple(
        FluxLu(
            cle=f["reference"],
            depart=maillons.get(f["depart_id"]),
            gisement=gisements.get(f["gisement_id"]),
            arrivee=maillons.get(f["arrivee_id"]),
            position_depart=positions.get(f["position_depart_id"]),
            position_arrivee=positions.get(f["position_arrivee_id"]),
            certitude=f["certitude"] if prive else SURE,
            source=f["source"] if prive else "",
            **{nom: f[nom] for nom in _CHIFFRES_FLUX},
        )
        for f in lignes
    )
