"""Up to four platforms side by side, what differs put forward."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plateformes.models import Plateforme
from plateformes.vitrine.criteres import COMPARABLES_MAX, Criteres
from plateformes.vitrine.feuille import serrer
from plateformes.vitrine.rubriques import RUBRIQUES, Trait, lire_entieres, textes_de
from socle.texte import normaliser


@dataclass(frozen=True)
class Ligne:
    """One trait of every platform compared."""

    trait: Trait
    cellules: list[dict[str, Any]]
    """Platform and its texts; ``communs`` when everybody else says it too."""
    differe: bool
    coupe: int = 0
    """Lines it may take on the printed sheet; 0 when it is printed whole."""

    @property
    def pareils(self) -> list[str]:
        """What all say, when they say the same; told once. Nothing when alone."""
        if self.differe or len(self.cellules) == 1:
            return []
        return [texte for texte, _ in self.cellules[0]["textes"]]


def comparer(plateformes: list[Plateforme], *, seulement: bool = False) -> list[dict[str, Any]]:
    """Return the groups of lines; those nobody says anything of are left out.

    A line differs when two platforms do not say the same words, whatever their case, accents
    and order; saying nothing is different from saying something.
    """
    groupes = []
    for rubrique in RUBRIQUES:
        lues = [_ligne(trait, plateformes) for trait in rubrique.traits]
        utiles = [x for x in lues if x and (x.differe or not seulement)]
        if utiles:
            groupes.append({"cle": rubrique.cle, "titre": rubrique.titre, "lignes": utiles})
    return groupes


def couper(groupes: list[dict[str, Any]], coupes: tuple[int, ...]) -> list[dict[str, Any]]:
    """Say on each line how much of it is printed."""
    if not coupes:
        return groupes
    suite = iter(coupes)
    return [
        {**groupe, "lignes": [replace(x, coupe=next(suite)) for x in groupe["lignes"]]}
        for groupe in groupes
    ]


def _ligne(trait: Trait, plateformes: list[Plateforme]) -> Ligne | None:
    dits = textes_de(trait, plateformes)
    if not any(dits):
        return None
    formes = [{normaliser(t) for t in textes} for textes in dits]
    communs = set.intersection(*formes)
    cellules = [
        {
            "plateforme": plateforme,
            "textes": [(t, normaliser(t) in communs) for t in textes],
        }
        for plateforme, textes in zip(plateformes, dits, strict=True)
    ]
    return Ligne(trait, cellules, any(f != formes[0] for f in formes))


@require_safe
def comparaison(request: HttpRequest) -> HttpResponse:
    """Compare the platforms of the address (``?p=…&p=…``), all traits or what differs only."""
    criteres = Criteres.lire(request.GET)
    lues = {
        p.code: p
        for p in lire_entieres(Plateforme.objects.publiees().filter(code__in=criteres.retenues))
    }
    fiches = [lues[code] for code in criteres.retenues if code in lues]
    if criteres.retenues and not fiches:
        raise Http404
    seulement = request.GET.get("differences") == "oui" and len(fiches) > 1
    tout = comparer(fiches) if fiches else []
    codes = tuple(p.code for p in fiches)
    groupes = comparer(fiches, seulement=seulement) if seulement else tout
    feuille = serrer(groupes, len(fiches))
    contexte = {
        "feuille": feuille,
        "fiches": [
            (p, _adresse(tuple(c for c in codes if c != p.code), seulement=seulement))
            for p in fiches
        ],
        "groupes": couper(groupes, feuille.coupes),
        "differences": sum(x.differe for groupe in tout for x in groupe["lignes"]),
        "traits": sum(len(groupe["lignes"]) for groupe in tout),
        "seulement": seulement,
        "bascule": _adresse(codes, seulement=not seulement),
        "liste": f"{reverse('plateformes:liste')}?{Criteres(retenues=codes).adresse()}",
        "place": COMPARABLES_MAX - len(fiches),
    }
    return render(request, "plateformes/comparaison.html", contexte)


def _adresse(codes: tuple[str, ...], *, seulement: bool) -> str:
    suite = "&differences=oui" if seulement else ""
    return f"{reverse('plateformes:comparaison')}?{Criteres(retenues=codes).adresse()}{suite}"
