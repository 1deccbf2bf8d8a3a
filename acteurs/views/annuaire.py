"""Reading: list and map, points of the map, page of an actor."""

import orjson
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from acteurs.carte import DESSINES_MAX, dessiner_acteurs, point_de, points_geojson
from acteurs.filters import SANS_POINT, ActeurFilter
from acteurs.historique import raconter
from acteurs.listes import charger, paginer, relever
from acteurs.models import Acteur
from acteurs.usages import sources
from comptes.requete import Requete
from socle.droits import exiger
from socle.formes import LIBELLES
from socle.typographie import ecrire_nombre
from territoires.dessin import dessiner_carte
from territoires.models import Territoire

A_LOCALISER_MAX = 20
"""Actors without a point listed under the map."""


@require_safe
def liste(request: Requete) -> HttpResponse:
    """List and map of actors; with htmx, only what the filters change."""
    filtre = ActeurFilter(request.GET, request=request)
    releve = relever(filtre.qs)
    sans_point = request.GET.get("localisation") == SANS_POINT
    contexte = {
        "filtre": filtre,
        "compte": releve,
        "page": paginer(
            releve.sans_point if sans_point else releve.places, request.GET.get("page")
        ),
        "sans_point": sans_point,
        "adresse": filtre.adresse(),
        "a_localiser": [] if sans_point else charger(releve.sans_point[:A_LOCALISER_MAX]),
        "peut_creer": request.user.has_perm("acteurs.creer_acteur", request.organisation),
        "legende": LIBELLES,
    }
    if releve.total and not sans_point:
        dessin = dessiner_acteurs(releve.places, filtre.territoire_carte)
        contexte["dessin"] = dessin
        contexte["points"] = f"{reverse('acteurs:points')}?{filtre.adresse()}"
        contexte["note"] = _note(
            len(releve.places),
            plafonne=releve.plafonne,
            hors_cadre=dessin.hors_cadre if dessin else 0,
        )
    if request.htmx:
        return render(request, "acteurs/liste.html#resultats", contexte)
    contexte["propositions"] = _propositions(request)
    return render(request, "acteurs/liste.html", contexte)


def _note(places: int, *, plafonne: bool, hors_cadre: int) -> str:
    """Return what must be known to read the map."""
    note = (
        "Cercle tireté\u00a0: position approchée, à vérifier. Sans adresse connue, un acteur est "
        "placé au centre de sa commune."
    )
    if places > DESSINES_MAX or plafonne:
        note += (
            f" Le dessin montre {DESSINES_MAX} acteurs répartis dans la liste\u00a0: "
            "resserrez les filtres pour les voir tous."
        )
    if hors_cadre:
        note += f" Hors du cadre, trop loin pour ce dessin\u00a0: {ecrire_nombre(hors_cadre)}."
    return note


def _propositions(request: Requete) -> int:
    """How many entries of the user's organisations wait to be published."""
    return (
        Acteur.objects.filter(
            statut=Acteur.Statut.PROPOSE,
            organisation__adhesions__utilisateur=request.user,
        ).count()
        if not request.user.is_superuser
        else Acteur.objects.filter(statut=Acteur.Statut.PROPOSE).count()
    )


@require_safe
def points(request: Requete) -> HttpResponse:
    """GeoJSON of the points of the list, with the same filters."""
    filtre = ActeurFilter(request.GET, request=request)
    reponse = HttpResponse(orjson.dumps(points_geojson(filtre.qs)), "application/geo+json")
    reponse["Cache-Control"] = "private, no-cache"
    return reponse


@require_safe
def fiche(request: Requete, reference: str) -> HttpResponse:
    """Page of an actor: public information, map, uses, history."""
    acteur = get_object_or_404(
        Acteur.objects.select_related(
            "type", "sous_type", "commune__departement", "organisation"
        ).prefetch_related("thematiques"),
        reference=reference,
    )
    exiger(request, "acteurs.voir_acteur", acteur, voir="acteurs.voir_acteur")
    territoire = _territoire_de(acteur)
    dessin = None
    if territoire and acteur.lon is not None:
        dessin = dessiner_carte(territoire, points=[point_de(acteur)], largeur=440)
    peut_modifier = request.user.has_perm("acteurs.modifier_acteur", acteur)
    return render(
        request,
        "acteurs/fiche.html",
        {
            "acteur": acteur,
            "territoire": territoire,
            "dessin": dessin,
            "usages": [(s.libelle, u) for s in sources() if (u := s.usages(request.user, acteur))],
            "passages": raconter(acteur),
            "peut_modifier": peut_modifier,
            "manques": _manques(acteur),
        },
    )


def _territoire_de(acteur: Acteur) -> Territoire | None:
    """The intercommunalité of the actor's commune, to show where it is."""
    if acteur.commune is None:
        return None
    communes = [pk for pk in (acteur.commune_id, acteur.commune.parent_id) if pk]
    epci = Territoire.objects.filter(nature=Territoire.Nature.EPCI, communes__in=communes)
    return epci.first()


def _manques(acteur: Acteur) -> list[str]:
    """What would make the entry more useful, in order of usefulness."""
    attendus = [
        (acteur.commune_id, "sa commune, pour le placer sur la carte"),
        (acteur.type_id, "sa famille"),
        (acteur.description, "ce qu’il fait"),
        (acteur.thematiques.all(), "ses thèmes"),
        (acteur.source, "la source de ces informations"),
    ]
    return [texte for present, texte in attendus if not present]
