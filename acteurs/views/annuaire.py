"""Reading: list and map, points of the map, page of an actor."""

from typing import Any
from urllib.parse import urlsplit

import orjson
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from acteurs.attentes import compter_attentes
from acteurs.carte import (
    DESSINES_MAX,
    dessiner_attente,
    dessiner_liste,
    point_de,
    points_geojson,
)
from acteurs.filters import ActeurFilter
from acteurs.historique import raconter
from acteurs.listes import Liste, Releve
from acteurs.models import Acteur
from acteurs.sections import gestes_de_fiche, sections_de_fiche
from acteurs.services.propositions import lire_officiel
from acteurs.services.references import suivre
from acteurs.usages import sources
from acteurs.views.reunies import renvoi
from comptes.requete import Requete
from socle.droits import exiger
from socle.formes import LIBELLES
from socle.typographie import ecrire_nombre
from territoires.dessin import dessiner_carte
from territoires.models import Territoire

A_LOCALISER_MAX = 20
"""Actors without a point listed under the map."""
A_LOCALISER_TROUVES_MAX = 6
DESSIN_APRES = "load delay:300ms"
"""When a fragment asks for its drawing: not while someone types, each letter replaces it."""


@require_safe
@vary_on_headers("HX-Request")  # going back must not show a fragment kept for the whole page
def liste(request: Requete) -> HttpResponse:
    """List and map of actors; with htmx, only what the filters change.

    An exchange with htmx does not wait for the drawing of the map: the land
    comes with the list, the actors are drawn by ``dessin``, asked for once the
    list is there, or when the interactive map, if it is open, is closed.
    """
    filtre = ActeurFilter(request.GET, request=request)
    lue = Liste(filtre.criteres)
    sans_point = filtre.criteres.a_localiser
    contexte = {
        "filtre": filtre,
        "compte": lue.releve,
        "page": lue.page(request.GET.get("page"), sans_point=sans_point),
        "sans_point": sans_point,
        "adresse": filtre.adresse(),
        "a_localiser": [] if sans_point else lue.a_localiser(_a_localiser_max(filtre)),
        "peut_creer": request.user.has_perm("acteurs.creer_acteur", request.organisation),
        "peut_importer": request.user.has_perm("acteurs.importer_officiel", request.organisation),
        "legende": LIBELLES,
        "dessin_quand": "",
    }
    if lue.releve.places and not sans_point:
        contexte |= _carte(lue, attente=bool(request.htmx))
    elif not sans_point:
        contexte["dessin"] = None
    if request.htmx:
        contexte["dessin_quand"] = "carte:fermer" if _carte_ouverte(request) else DESSIN_APRES
        return render(request, "acteurs/liste.html#resultats", contexte)
    contexte["propositions"] = _propositions(request)
    connecte = request.user.is_authenticated
    contexte["a_examiner"] = compter_attentes(request.user) if connecte else 0
    return render(request, "acteurs/liste.html", contexte)


def _a_localiser_max(filtre: ActeurFilter) -> int:
    """Fewer beside the results of a search, which are read as one types."""
    return A_LOCALISER_TROUVES_MAX if filtre.criteres.q else A_LOCALISER_MAX


def _carte_ouverte(request: Requete) -> bool:
    """Whether the interactive map is open on the page that asks: its view is in the address."""
    adresse = urlsplit(request.htmx.current_url or "")
    return adresse.path == request.path and "vue" in QueryDict(adresse.query)


def _carte(lue: Liste, *, attente: bool = False) -> dict[str, Any]:
    """Values of ``acteurs/_carte.html``: the drawing, or the land that waits for it."""
    dessin = dessiner_attente(lue.criteres) if attente else dessiner_liste(lue)
    return {
        "dessin": dessin,
        "points": f"{reverse('acteurs:points')}?{lue.criteres.adresse}",
        "note": _note(lue.releve, hors_cadre=dessin.hors_cadre if dessin else 0),
    }


@require_safe
def dessin(request: Requete) -> HttpResponse:
    """The map of the list drawn by the server, with the same filters: a fragment."""
    filtre = ActeurFilter(request.GET, request=request)
    contexte = {"filtre": filtre, "adresse": filtre.adresse(), "legende": LIBELLES}
    lue = Liste(filtre.criteres)
    reponse = render(request, "acteurs/_carte.html", contexte | _carte(lue))
    reponse["Cache-Control"] = "private, no-cache"
    return reponse


def _note(releve: Releve, *, hors_cadre: int) -> str:
    """Return what must be known to read the map."""
    note = (
        "Cercle tireté\u00a0: position approchée, à vérifier. Sans adresse connue, un acteur est "
        "placé au centre de sa commune."
    )
    if releve.places > DESSINES_MAX or releve.plafonne:
        note += (
            f" Le dessin montre environ {DESSINES_MAX} acteurs répartis dans la liste\u00a0: "
            "resserrez les filtres pour les voir tous."
        )
    if hors_cadre:
        note += f" Hors du cadre, trop loin pour ce dessin\u00a0: {ecrire_nombre(hors_cadre)}."
    return note


def _propositions(request: Requete) -> int:
    """How many entries of the user's organisations wait to be published."""
    if not request.user.is_authenticated:
        return 0
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
    if acteur.statut == Acteur.Statut.ARCHIVE and (gardee := suivre(reference)):
        return renvoi(request, gardee)
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
            "peut_regler": request.user.has_perm("acteurs.regler_themes"),
            "manques": _manques(acteur),
            "officiel": lire_officiel(acteur),
            "gestes": gestes_de_fiche(request, acteur),
            "sections": sections_de_fiche(request, acteur),
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
