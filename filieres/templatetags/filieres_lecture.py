"""Pieces of the pages that show a filière."""

from collections.abc import Iterable
from functools import cache, lru_cache

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from filieres.calculs.reseau import PositionLue
from filieres.dessins.scene import Ruban
from filieres.lecture import Lecture, Pas, adresse_si
from socle.templatetags.composants import forme
from socle.typographie import ecrire_nombre, typographier

register = template.Library()


@register.simple_tag
def adresse_maillon(nom: str, *arguments: str) -> str:
    """Return the address of a screen about a maillon, '' when there is none."""
    return adresse_si(nom, *arguments)


@register.simple_tag(takes_context=True)
def etape(context: Context, pas: Pas) -> SafeString:
    """Show one maillon of the list: what it is, who is there, what leaves it."""
    reference = context["filiere"].reference
    if not context["modifiable"]:
        return _etape(pas, reference, "", modifiable=False)
    if context["placer"] == pas.etape.boite.cle:
        return _ecrire_etape(pas, reference, context["url_flux"], request=context["request"])
    return _etape(pas, reference, context["url_flux"], modifiable=True)


@lru_cache(maxsize=512)
def _etape(pas: Pas, reference: str, url_flux: str, *, modifiable: bool) -> SafeString:
    """Write a maillon that says the same once: one changes, the fifty-nine others stay."""
    return _ecrire_etape(pas, reference, url_flux, modifiable=modifiable)


def _ecrire_etape(
    pas: Pas,
    reference: str,
    url_flux: str,
    *,
    modifiable: bool = True,
    request: HttpRequest | None = None,
) -> SafeString:
    """``request``: the place of this maillon is being chosen, in a form."""
    contexte = {
        "pas": pas,
        "boite": pas.etape.boite,
        "reference": reference,
        "url_flux": url_flux,
        "modifiable": modifiable,
        "placer": request is not None,
    }
    return render_to_string("filieres/lecture/_etape.html", contexte, request)


@register.simple_tag
def acteurs_du_maillon(positions: Iterable[PositionLue]) -> SafeString:
    """List who stands at a maillon: family, name (a link when the directory knows it), detail.

    Written here rather than in a template: a page may hold six hundred of them.
    """
    modele = reverse("acteurs:fiche", args=["REFERENCE"])
    lignes = []
    for p in positions:
        nom: str = escape(p.nom)
        if p.acteur:
            nom = f'<a href="{modele.replace("REFERENCE", p.acteur)}">{nom}</a>'
        detail = dire_position(p)
        suite = f' <span class="t-meta">{escape(detail)}</span>' if detail else ""
        classe = ' class="est-potentiel"' if p.potentielle else ""
        lignes.append(f"<li{classe}>{_silhouette(p.forme)}{nom}{suite}</li>")
    return mark_safe(f"<ul>{''.join(lignes)}</ul>")


@register.simple_tag
def lignes_des_passages(rubans: Iterable[Ruban]) -> SafeString:
    """Return the rows of the table of what goes from a maillon to another: up to hundreds."""
    lignes = []
    for r in rubans:
        retour = ' <span class="t-meta">retour</span>' if r.retour else ""
        matieres = escape(", ".join(r.matieres) or "Non dite")
        combien: str = escape("Suite supposée" if r.deduit else r.quantite or "Inconnue")
        if r.fourchette and not r.deduit:
            combien += f' <span class="t-meta">{escape(r.fourchette)}</span>'
        lignes.append(
            f'<tr role="row"><th scope="row" role="rowheader">{escape(r.depart_dit)}</th>'
            f'<td role="cell" data-titre="Vers">{escape(r.arrivee_dit)}{retour}</td>'
            f'<td role="cell" data-titre="Matière">{matieres}</td>'
            f'<td role="cell" data-titre="Quantité" class="t-tab">{combien}</td></tr>'
        )
    return mark_safe("".join(lignes))


@cache
def _silhouette(code: str) -> str:
    return str(forme(code))


def dire_position(position: PositionLue) -> str:
    """Say what is known of a position: role, capacity, jobs, place, how sure one is."""
    dits = [position.role]
    if position.capacite is not None:
        dits.append(f"{ecrire_nombre(position.capacite)}\u00a0{position.unite}".strip())
    if position.etp is not None:
        emplois = f"{ecrire_nombre(position.etp)}\u00a0ETP"
        if position.etp_insertion:
            emplois += f" dont {ecrire_nombre(position.etp_insertion)} en insertion"
        dits.append(emplois)
    dits.append(position.commune)
    if position.certitude != "sure":
        dits.append({"probable": "probable", "a_verifier": "à vérifier"}[position.certitude])
    return typographier(", ".join(d for d in dits if d))


@register.simple_tag
def sources_de(lecture: Lecture) -> list[str]:
    """Return the sources members wrote beside positions, gisements and flows, each once."""
    reseau = lecture.reseau
    lues = {p.source for p in reseau.positions} | {g.source for g in reseau.gisements}
    return sorted((lues | {f.source for f in reseau.flux}) - {""})
