"""Actors per 10,000 inhabitants: map, table, CSV."""

import csv
import hashlib
import io
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from acteurs.choroplethe import TRIS, Densites, Maille, compter_zones, mailles_de, trier
from acteurs.dessin_densite import dessiner_densite, echantillon
from acteurs.exports import inoffensif
from acteurs.filters import ActeurFilter
from acteurs.services.revision import lire_revision
from comptes.requete import Requete
from territoires.dessin.memoire import DUREE_S, etat_geographique, memoire
from territoires.models import Referentiel

PAR_PAGE = 50
CHAMPS = ("famille", "theme", "territoire", "ess")
"""Filters offered by the page; the others of the list are kept as they came."""
PROPRES = {"maille", "tri", "page"}


def _maille(demandee: str, filtre: ActeurFilter) -> tuple[Maille, list[Maille]]:
    """Return how to cut the territory, and the ways to."""
    possibles = mailles_de(filtre.territoire_carte)
    choisie = next((m for m in possibles if m == demandee), possibles[0])
    return choisie, possibles


def _lire(filtre: ActeurFilter, maille: Maille) -> tuple[Densites, Any]:
    """Count and draw, or find in the cache what was counted on the same directory."""
    criteres, territoire = filtre.criteres, filtre.territoire_carte
    contenu = (
        2,
        {n: v for n, v in criteres.valeurs.items() if n not in {"cadre", "localisation"}},
        criteres.cle_droits,
        maille,
        lire_revision(),
        etat_geographique(territoire)
        if territoire
        else list(Referentiel.objects.order_by("cle").values_list("cle", "empreinte")),
    )
    cle = f"acteurs:densite:{hashlib.sha256(repr(contenu).encode()).hexdigest()}"
    connu: tuple[Densites, Any] | None = memoire().get(cle)
    if connu is None:
        densites = compter_zones(criteres, maille)
        connu = densites, dessiner_densite(densites, territoire)
        memoire().set(cle, connu, DUREE_S)
    return connu


@require_safe
def densite(request: Requete) -> HttpResponse:
    """The map, its legend, and the table of the zones."""
    filtre = ActeurFilter(request.GET, request=request)
    maille, possibles = _maille(request.GET.get("maille", ""), filtre)
    densites, dessin = _lire(filtre, maille)
    tri = request.GET.get("tri", "")
    if tri.removeprefix("-") not in TRIS:
        tri = "-taux"
    page: Any = Paginator(trier(densites.zones, tri), PAR_PAGE).get_page(request.GET.get("page"))
    filtres = {
        n: v
        for n, v in filtre.criteres.valeurs.items()
        if n not in {"territoire", "cadre", "localisation", "autour", "rayon"}
    }
    reste = request.GET.copy()
    for nom in ("page", "tri"):
        reste.pop(nom, None)
    return render(
        request,
        "acteurs/densite.html",
        {
            "filtre": filtre,
            "caches": [
                (n, v) for n, v in filtre.criteres.valeurs.items()
                if n not in CHAMPS and n not in PROPRES
            ],
            "densites": densites,
            "dessin": dessin,
            "legende": [(echantillon(rang), *reste_) for rang, *reste_ in densites.legende],
            "aucun": sum(z.taux == 0 for z in densites.zones),
            "maille": maille,
            "mailles": possibles,
            "titre": f"Densité d’acteurs, {_ou(filtre)}",
            "colonnes": _colonnes(tri, reste.urlencode()),
            "rangs": [(z, f"{reverse('acteurs:liste')}?{z.liste(filtres)}") for z in page],
            "page": page,
            "csv": f"{reverse('acteurs:densite_csv')}?{reste.urlencode()}",
            "liste": f"{reverse('acteurs:liste')}?{filtre.adresse()}",
        },
    )  # fmt: skip


def _ou(filtre: ActeurFilter) -> str:
    return filtre.territoire_carte.nom if filtre.territoire_carte else "France"


def _colonnes(tri: str, adresse: str) -> list[dict[str, str]]:
    """Headers that sort: a second click turns the order round."""
    colonnes = []
    for cle, libelle in (
        ("nom", "Zone"),
        ("nombre", "Acteurs"),
        ("population", "Habitants"),
        ("taux", "Pour 10\u202f000 hab."),
    ):
        trie = tri.removeprefix("-") == cle
        prochain = cle if tri == f"-{cle}" else f"-{cle}"
        if cle == "nom":
            prochain = "-nom" if tri == "nom" else "nom"
        colonne = {
            "libelle": libelle,
            "classe": "" if cle == "nom" else "num",
            "tri_url": f"?{adresse}{'&' if adresse else ''}tri={prochain}#tableau",
            "tri": "",
        }
        if trie:
            colonne["tri"] = "decroissant" if tri.startswith("-") else "croissant"
        colonnes.append(colonne)
    return [*colonnes, {"libelle": "Classe", "classe": "d-classe", "tri_url": "", "tri": ""}]


@require_safe
def densite_csv(request: Requete) -> StreamingHttpResponse:
    """The table as CSV, every zone of it."""
    filtre = ActeurFilter(request.GET, request=request)
    maille, _ = _maille(request.GET.get("maille", ""), filtre)
    densites, _ = _lire(filtre, maille)

    def lignes() -> Any:
        tampon = io.StringIO()
        ecrivain = csv.writer(tampon, delimiter=";")
        yield "\ufeff"
        entetes = ("Code", "Nom", "Acteurs", "Habitants", "Acteurs pour 10 000 habitants", "Classe")
        for ligne in (entetes, *map(_ligne, densites.zones)):
            ecrivain.writerow([inoffensif(v) for v in ligne])
            yield tampon.getvalue()
            tampon.seek(0)
            tampon.truncate()

    reponse = StreamingHttpResponse(lignes(), content_type="text/csv; charset=utf-8")
    nom = f"densite-{maille.value}-{timezone.localdate().isoformat()}.csv"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


def _ligne(zone: Any) -> tuple[Any, ...]:
    taux = "" if zone.taux is None else f"{zone.taux:.2f}".replace(".", ",")
    return (zone.code, zone.nom, zone.nombre, zone.population or "", taux, zone.en_clair)
