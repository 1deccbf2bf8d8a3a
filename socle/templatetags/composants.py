"""Template tags of the shared interface pieces: ``{% load composants %}``.

``/style/`` shows every one of them; each template of ``templates/components/``
documents its parameters in its head.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.engine import Engine
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeData, SafeString, mark_safe

from socle import champs, formes, typographie
from socle.carotte import lire_strates, svg_carotte
from socle.icones import ICONES

register = template.Library()


# ── Drawings ────────────────────────────────────────────────────────────────
@register.simple_tag
@lru_cache(maxsize=1024)
def icone(nom: str, titre: str = "", classe: str = "") -> SafeString:
    """Draw an icon inline. ``titre`` gives it a text alternative; without, it is decorative."""
    try:
        dessin = ICONES[nom]
    except KeyError:
        raise template.TemplateSyntaxError(f"Unknown icon: {nom!r}") from None
    return format_html(
        '<svg class="t-ico{}" viewBox="0 0 24 24" {}>{}</svg>',
        f" {classe}" if classe else "",
        _alternative(titre),
        mark_safe(dessin),  # constant drawing of socle.icones
    )


@register.simple_tag
def forme(objet: object, titre: str = "", classe: str = "") -> SafeString:
    """Draw the silhouette of an actor family (code, ``TypeActeur`` or ``Acteur``)."""
    code = formes.forme_de(objet)
    return format_html(
        '<svg class="t-forme f-{}{}" viewBox="0 0 24 24" {}>{}</svg>',
        code,
        f" {classe}" if classe else "",
        _alternative(titre),
        mark_safe(formes.FORMES[code].dessin),  # constant drawing of socle.formes
    )


@register.simple_tag
def carotte(preuves: Any) -> SafeString:
    """Draw the evidence core of an item: words, data, actor; dashed when nothing supports it.

    ``preuves`` is an item (its ``preuves``), its evidence rows, or their natures.
    Decorative: the number and kinds of evidence must be written beside it.
    """
    return svg_carotte(lire_strates(preuves))


def _alternative(titre: str) -> SafeString:
    if titre:
        return format_html('role="img" aria-label="{}"', titre)
    return mark_safe('aria-hidden="true"')


# ── Forms ───────────────────────────────────────────────────────────────────
@register.simple_tag
def champ(
    field: BoundField,
    *,
    libelle: str | None = None,
    aide: str | None = None,
    mention: bool = True,
    libelle_cache: bool = False,
    classe: str = "",
) -> SafeString:
    """Render a form field whole: label, mention, widget, help, errors (see ``socle.champs``)."""
    return champs.rendre_champ(
        field,
        libelle=libelle,
        aide=aide,
        mention=mention,
        libelle_cache=libelle_cache,
        classe=classe,
    )


@register.simple_tag
def nommer_champs(form: Any, **libelles: str) -> str:
    """Give fields of a library's form our labels, before the summary and the fields are drawn."""
    champs.nommer_champs(form, libelles)
    return ""


@register.simple_tag
def erreurs_formulaire(*forms: Any) -> SafeString:
    """Summarise the errors of submitted forms, each linked to its field; empty when none."""
    return champs.rendre_resume(*forms)


@register.simple_tag
def mention_obligatoire(form: Any) -> SafeString:
    """Say once, above the fields, that what is not marked « facultatif » is required."""
    obligatoires = [f for f in form.visible_fields() if f.field.required]
    if len(obligatoires) <= 1:
        return mark_safe("")
    if len(obligatoires) == len(form.visible_fields()):
        texte = "Tous les champs sont obligatoires."
    else:
        texte = "Les champs sont obligatoires, sauf ceux marqués «\u00a0facultatif\u00a0»."
    return format_html('<p class="t-petit t-mention">{}</p>', texte)


# ── Components with a body ──────────────────────────────────────────────────
class NoeudComposant(Node):
    """``{% composant "nom" cle=valeur %}…{% fente "x" %}…{% endfente %}…{% endcomposant %}``."""

    def __init__(self, nom: FilterExpression, parametres: dict, contenu: NodeList) -> None:
        self.nom = nom
        self.parametres = parametres
        self.nodelist = contenu

    def render(self, context: template.Context) -> str:
        """Render ``components/<nom>.html`` with the parameters, the body and the slots."""
        parametres = {cle: valeur.resolve(context) for cle, valeur in self.parametres.items()}
        for noeud in self.nodelist:
            if isinstance(noeud, NoeudFente):
                parametres[noeud.cle] = noeud.nodelist.render(context)
        corps = "".join(
            str(noeud.render_annotated(context))
            for noeud in self.nodelist
            if not isinstance(noeud, NoeudFente)
        )
        parametres["contenu"] = mark_safe(corps.strip())  # output of the template engine
        nom = f"components/{self.nom.resolve(context)}.html"
        gabarit = Engine.get_default().get_template(nom)
        with context.push(**parametres):
            return gabarit.render(context)


class NoeudFente(Node):
    """A named slot of a component; outside of one it prints nothing."""

    def __init__(self, cle: str, contenu: NodeList) -> None:
        self.cle = cle
        self.nodelist = contenu

    def render(self, context: template.Context) -> str:
        """Print nothing: the enclosing component reads the slot itself."""
        return ""


@register.tag("composant")
def composant(parser: Parser, token: Token) -> NoeudComposant:
    """Parse a component that takes a body."""
    morceaux = token.split_contents()[1:]
    if not morceaux:
        raise template.TemplateSyntaxError("{% composant %} needs the component's name")
    nom, parametres = morceaux[0], morceaux[1:]
    valeurs = token_kwargs(parametres, parser)
    if parametres:
        raise template.TemplateSyntaxError(f"{{% composant %}}: write name=value, not {parametres}")
    contenu = parser.parse(("endcomposant",))
    parser.delete_first_token()
    return NoeudComposant(parser.compile_filter(nom), valeurs, contenu)


@register.tag("fente")
def fente(parser: Parser, token: Token) -> NoeudFente:
    """Parse a named slot."""
    try:
        _, cle = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError("{% fente %} takes one name") from None
    contenu = parser.parse(("endfente",))
    parser.delete_first_token()
    return NoeudFente(cle.strip("\"'"), contenu)


@register.inclusion_tag("components/fil_ariane.html")
def fil_ariane(*etapes: Any) -> dict[str, Any]:
    """Breadcrumb from alternate labels and addresses; the current page may close it, alone.

    ``{% fil_ariane "Mes démarches" url_liste demarche.titre %}``
    """
    libelles, adresses = etapes[::2], etapes[1::2]
    return {
        "etapes": [
            (lib, adresses[i] if i < len(adresses) else "") for i, lib in enumerate(libelles)
        ]
    }


@register.inclusion_tag("components/echelle.html")
def echelle(
    phases: Iterable[Any], titre: str = "Avancement de la démarche", *, detail: bool = False
) -> dict:
    """Progress drawn like a map's scale; see ``components/echelle.html``."""
    return {"phases": [_phase(p) for p in phases], "titre": titre, "detail": detail}


_ETATS = {
    "fait": ("fait", "fait"),
    "en_cours": ("encours", "en cours"),
    "a_venir": ("avenir", "à venir"),
    "passee": ("passe", "passée"),
}


def _phase(phase: Any) -> dict[str, Any]:
    def lire(nom: str) -> Any:
        return phase.get(nom, "") if isinstance(phase, Mapping) else getattr(phase, nom, "")

    classe, mot = _ETATS.get(str(lire("etat")), _ETATS["a_venir"])
    return {
        "titre": lire("titre"),
        "periode": lire("periode_texte"),
        "note": lire("note"),
        "classe": classe,
        "mot": mot,
    }


# ── Lists ───────────────────────────────────────────────────────────────────
@register.simple_tag(takes_context=True)
def lien_page(context: template.Context, numero: int, parametre: str = "page") -> str:
    """Address of another page of the list, keeping the filters."""
    parametres = context["request"].GET.copy()
    parametres[parametre or "page"] = str(numero)
    return "?" + parametres.urlencode()


@register.filter
def numeros_de_page(page: Any) -> list[int]:
    """Page numbers to offer: ends, neighbours, and 0 where some are left out."""
    dernier = page.paginator.num_pages
    gardes = sorted(
        {1, dernier, *range(max(1, page.number - 1), min(dernier, page.number + 1) + 1)}
    )
    numeros: list[int] = []
    for numero in gardes:
        sautes = numero - numeros[-1] - 1 if numeros else 0
        if sautes:
            numeros.append(numero - 1 if sautes == 1 else 0)
        numeros.append(numero)
    return numeros


# ── Text ────────────────────────────────────────────────────────────────────
@register.filter
def nombre(valeur: Any, decimales: int | None = None) -> str:
    """``{{ population|nombre }}`` → « 28 421 » with narrow no-break spaces."""
    return typographie.ecrire_nombre(valeur, decimales)


@register.filter
def accord(valeur: Any, suffixe: str = "s") -> str:
    """``acteur{{ n|accord }}``: French plural, from 2 (zero is singular)."""
    return typographie.accorder(valeur, suffixe)


@register.filter
def que(nom: Any) -> str:
    """``autrement {{ service|que }}`` → « autrement qu’Uber », « autrement que Blablacar »."""
    return typographie.elider_que(str(nom))


@register.filter
def compte(valeur: Any, mots: str) -> str:
    """``{{ n|compte:"élément" }}`` → « 1 élément », « 12 éléments »; or ``"travail,travaux"``."""
    singulier, _, pluriel = mots.partition(",")
    accorde = typographie.accorder(valeur, f"{singulier},{pluriel or singulier + 's'}")
    return f"{typographie.ecrire_nombre(valeur)}{typographie.INSECABLE}{accorde}"


@register.filter(needs_autoescape=True)
def typo(valeur: Any, *, autoescape: bool = True) -> str:
    """French typography on a text; in safe HTML only the text between tags is touched."""
    if valeur is None:
        return ""
    if isinstance(valeur, SafeData):
        return mark_safe(typographie.typographier_html(str(valeur)))  # was already safe
    texte = typographie.typographier(str(valeur))
    return conditional_escape(texte) if autoescape else texte


@register.filter
def taille_fichier(octets: Any) -> str:
    """Bytes in French decimal units: « 87 ko », « 1,2 Mo »."""
    return typographie.ecrire_taille(octets)


@register.simple_tag
def id_unique(*morceaux: Any) -> str:
    """Build an HTML id from pieces: letters, digits, hyphens."""
    brut = "-".join(str(m) for m in morceaux)
    return escape("".join(c if c.isalnum() or c == "-" else "-" for c in brut))
