"""Pieces of the pages that show a filière."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from filieres.calculs.reseau import PositionLue
from filieres.lecture import Lecture, adresse_si
from socle.typographie import ecrire_nombre, typographier

register = template.Library()


@register.simple_tag
def adresse_maillon(nom: str, *arguments: str) -> str:
    """Return the address of a screen about a maillon, '' when there is none."""
    return adresse_si(nom, *arguments)


@register.simple_tag
def detail_position(position: PositionLue) -> SafeString:
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
    dits = [d for d in dits if d]
    if not dits:
        return mark_safe("")
    return format_html(' <span class="t-meta">{}</span>', typographier(", ".join(dits)))


@register.simple_tag
def sources_de(lecture: Lecture) -> list[str]:
    """Return the sources members wrote beside positions, gisements and flows, each once."""
    reseau = lecture.reseau
    lues = {p.source for p in reseau.positions} | {g.source for g in reseau.gisements}
    return sorted((lues | {f.source for f in reseau.flux}) - {""})
