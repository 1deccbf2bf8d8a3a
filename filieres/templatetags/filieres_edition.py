"""Pieces of the pages that write a filière."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from acteurs.models import Acteur
from filieres.models import Certitude, Position
from socle.typographie import ecrire_nombre, typographier

register = template.Library()


@register.simple_tag(takes_context=True)
def lister_positions(
    context: Mapping[str, Any], positions: Iterable[Position], classe: str = ""
) -> SafeString:
    """List actors at a maillon, each with the link to change it for those who may.

    Written here rather than in a template: a page may hold six hundred of them. Reads from the
    context: user, filiere, lit_prive, peut_modifier, peut_proposer.
    """
    # Addresses differ by a reference: looked up once.
    fiche = reverse("acteurs:fiche", args=["REFERENCE"])
    ecrire = reverse("filieres:position", args=[context["filiere"].reference, "REFERENCE"])
    utilisateur, prive = context["user"], context["lit_prive"]
    lignes = []
    for p in positions:
        nom: str = escape(_nom(p, prive=prive))
        lieu = ""
        if p.acteur and p.acteur.statut == Acteur.Statut.PUBLIE and utilisateur.is_authenticated:
            nom = f'<a href="{fiche.replace("REFERENCE", p.acteur.reference)}">{nom}</a>'
        if p.commune:
            lieu = f' <span class="t-meta">{escape(p.commune.nom)}</span>'
        lien = ""
        if context["peut_modifier"] or (
            context["peut_proposer"] and p.auteur_id is not None and p.auteur_id == utilisateur.pk
        ):
            lien = (
                f'<a class="f-petit-lien" href="{ecrire.replace("REFERENCE", p.reference)}">'
                f'Modifier<span class="visually-hidden"> {escape(p.nom)}</span></a>'
            )
        lignes.append(
            f'<li class="f-acteur"><span>{nom}{lieu}</span>'
            f'<span class="t-meta">{escape(dire_place(p, prive=prive))}</span>{lien}</li>'
        )
    return mark_safe(f'<ul class="f-acteurs {classe}">{"".join(lignes)}</ul>')


def dire_place(position: Position, *, prive: bool) -> str:
    """Say the role, the capacity, the jobs and, to members, what remains to be verified."""
    dits = [position.role]
    if position.ess:
        dits.append("ESS")
    if position.capacite is not None:
        dits.append(f"{ecrire_nombre(position.capacite)} {position.unite}".strip())
    if position.etp is not None:
        emplois = f"{ecrire_nombre(position.etp)} ETP"
        if position.etp_insertion:
            emplois += f" dont {ecrire_nombre(position.etp_insertion)} en insertion"
        dits.append(emplois)
    if prive and position.part_ca is not None:
        dits.append(f"{ecrire_nombre(position.part_ca)} % de son chiffre d’affaires")
    if prive and position.certitude == Certitude.A_VERIFIER:
        dits.append("à vérifier")
    return typographier(" · ".join(d for d in dits if d))


def _nom(position: Position, *, prive: bool) -> str:
    """Return its name, but for an actor the directory does not publish."""
    if position.acteur and position.acteur.statut != Acteur.Statut.PUBLIE and not prive:
        return "Acteur non publié"
    return str(position.nom)
