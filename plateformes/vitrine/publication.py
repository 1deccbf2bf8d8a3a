"""Published entries as data: the open file, the API, schema.org and DOAP say the same thing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from plateformes.models import Plateforme
from socle.jsonld import script_jsonld

SPDX = "https://spdx.org/licenses/"
DOAP, FOAF, RDF, SCHEMA = (
    "http://usefulinc.com/ns/doap#",
    "http://xmlns.com/foaf/0.1/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "https://schema.org/",
)
TEXTES = (
    "accroche", "description", "site", "langues", "modele_economique", "prix_collectivite",
    "forme_juridique", "qui_decide", "colleges", "place_usagers", "partage_benefices",
    "hebergement", "sous_traitant", "contact_rgpd", "export", "portabilite", "licence", "depot",
    "api", "standards", "accessibilite", "accessibilite_url", "accompagnement", "source",
)  # fmt: skip
"""Columns published as they are."""


def adresse_publique(plateforme: Plateforme) -> str:
    """Return the whole address of the page of an entry."""
    return settings.TERREAU_URL + reverse("plateformes:fiche", args=[plateforme.code])


CODES = ("thematiques", "fonctions", "publics", "alternatives")
"""Lists published as codes."""
AUTRES_LISTES = ("territoires", "besoins", "chiffres")
"""Lists of which more than a code is published."""


def lire_codes(pks: Iterable[int]) -> dict[str, dict[int, list[str]]]:
    """Return the codes of every list of several entries, in the order of each vocabulary.

    Four queries of two columns: no object is made of words of which only the code is wanted.
    """
    clefs = list(pks)
    lus: dict[str, dict[int, list[str]]] = {}
    for champ in CODES:
        lien: Any = getattr(Plateforme, champ)
        autre = lien.field.m2m_reverse_field_name()
        ordre = [f"{autre}__{o}" for o in lien.rel.model._meta.ordering]
        siens: defaultdict[int, list[str]] = defaultdict(list)
        for pk, code in (
            lien.through.objects.filter(plateforme__in=clefs)
            .order_by(*ordre)
            .values_list("plateforme_id", f"{autre}__code")
        ):
            siens[pk].append(code)
        lus[champ] = siens
    return lus


def en_donnees(
    plateforme: Plateforme, codes: Mapping[str, Mapping[int, list[str]]] | None = None
) -> dict[str, Any]:
    """Return the public data of an entry: codes as identifiers, never an internal number.

    The entry comes from ``rubriques.lire_entieres``; among many, ``codes`` are read beforehand
    (``lire_codes``). Nobody who wrote or reviewed it is named.
    """
    porteur = plateforme.porteur
    if codes is None:
        codes = {champ: {plateforme.pk: _codes(plateforme, champ)} for champ in CODES}
    return {
        "code": plateforme.code,
        "nom": plateforme.nom,
        "page": adresse_publique(plateforme),
        "statut": plateforme.statut,
        "nature": plateforme.nature,
        "modele": plateforme.modele,
        **{champ: getattr(plateforme, champ) for champ in TEXTES},
        "besoins": [b.texte for b in plateforme.besoins.all()],
        "fonctionnalites": plateforme.lignes_fonctionnalites,
        "thematiques": codes["thematiques"].get(plateforme.pk, []),
        "fonctions": codes["fonctions"].get(plateforme.pk, []),
        "publics": codes["publics"].get(plateforme.pk, []),
        "alternatives": codes["alternatives"].get(plateforme.pk, []),
        "national": plateforme.national,
        "territoires": [
            {"nature": t.nature, "code": t.code, "nom": t.nom} for t in plateforme.territoires.all()
        ],
        "territoires_cites": plateforme.territoires_cites,
        "porteur": {
            "nom": plateforme.porteur_dit,
            "siren": porteur.siren if porteur else "",
            "reference": porteur.reference if porteur else "",
        },
        "logiciel_libre": plateforme.libre,
        "marque_blanche": plateforme.marque_blanche,
        "annee_creation": plateforme.annee_creation,
        "chiffres": [
            {
                "grandeur": c.grandeur,
                "libelle": c.libelle,
                "valeur": _nombre(c.valeur),
                "unite": c.unite,
                "date": c.date.isoformat(),
                "source": c.source,
            }
            for c in plateforme.chiffres.all()
        ],
        "role_collectivite": {
            "formule": plateforme.role_formule,
            "actions": plateforme.lignes_actions,
        },
        "source_annee": plateforme.source_annee,
        "reseau": plateforme.reseau.nom if plateforme.reseau else "",
        "publiee_le": _instant(plateforme.publiee_le),
        "revue_le": _instant(plateforme.revue_le),
        "modifiee_le": _instant(plateforme.modifie_le),
    }


def _codes(plateforme: Plateforme, champ: str) -> list[str]:
    return [mot.code for mot in getattr(plateforme, champ).all()]


def _instant(date: datetime | None) -> str | None:
    return date.isoformat(timespec="seconds") if date else None


def _nombre(valeur: Decimal) -> int | float:
    return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)


def en_schema(plateforme: Plateforme) -> dict[str, Any]:
    """Return the entry as a schema.org ``SoftwareApplication``; what is unknown is left out."""
    porteur = plateforme.porteur_dit
    brut = {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "@id": adresse_publique(plateforme),
        "name": plateforme.nom,
        "url": plateforme.site or adresse_publique(plateforme),
        "description": plateforme.accroche or plateforme.description,
        "applicationCategory": [t.libelle for t in plateforme.thematiques.all()],
        "operatingSystem": "Web",
        "featureList": plateforme.lignes_fonctionnalites
        or [f.nom for f in plateforme.fonctions.all()],
        "audience": [
            {"@type": "Audience", "audienceType": p.nom} for p in plateforme.publics.all()
        ],
        "areaServed": _aire(plateforme),
        "inLanguage": [lang.strip() for lang in plateforme.langues.split(",") if lang.strip()],
        "license": f"{SPDX}{plateforme.licence}" if plateforme.licence else "",
        "provider": {"@type": "Organization", "name": porteur} if porteur else "",
        "dateCreated": str(plateforme.annee_creation or ""),
        "sameAs": [plateforme.depot] if plateforme.depot else [],
        "subjectOf": {
            "@type": "WebPage",
            "url": adresse_publique(plateforme),
            "dateModified": plateforme.modifie_le.date().isoformat(),
        },
    }
    return {cle: valeur for cle, valeur in brut.items() if valeur}


def _aire(plateforme: Plateforme) -> list[dict[str, str]]:
    if plateforme.national:
        return [{"@type": "Country", "name": "France"}]
    return [{"@type": "AdministrativeArea", "name": t.nom} for t in plateforme.territoires.all()]


def script_schema(plateforme: Plateforme) -> SafeString:
    """Return the ``SoftwareApplication`` for the head of the page."""
    return script_jsonld(en_schema(plateforme))


def en_doap(plateforme: Plateforme) -> bytes:
    """Return the entry as a DOAP project (RDF/XML)."""
    for prefixe, espace in (("", DOAP), ("foaf", FOAF), ("rdf", RDF), ("schema", SCHEMA)):
        ET.register_namespace(prefixe, espace)
    racine = ET.Element(f"{{{RDF}}}RDF")
    projet = ET.SubElement(
        racine, f"{{{DOAP}}}Project", {f"{{{RDF}}}about": adresse_publique(plateforme)}
    )
    francais = {"{http://www.w3.org/XML/1998/namespace}lang": "fr"}

    def dire(nom: str, texte: str, **attributs: str) -> None:
        if texte:
            ET.SubElement(projet, f"{{{DOAP}}}{nom}", {**attributs}).text = _xml(texte)

    def mener(nom: str, adresse: str, parent: ET.Element = projet) -> None:
        if adresse:
            ET.SubElement(parent, f"{{{DOAP}}}{nom}", {f"{{{RDF}}}resource": _xml(adresse)})

    dire("name", plateforme.nom)
    dire("shortdesc", plateforme.accroche, **francais)
    dire("description", plateforme.description, **francais)
    mener("homepage", plateforme.site)
    mener("license", f"{SPDX}{plateforme.licence}" if plateforme.licence else "")
    for theme in plateforme.thematiques.all():
        dire("category", theme.libelle, **francais)
    for public in plateforme.publics.all():
        dire("audience", public.nom, **francais)
    dire("platform", "Web")
    dire("created", str(plateforme.annee_creation or ""))
    if plateforme.depot:
        depot = ET.SubElement(
            ET.SubElement(projet, f"{{{DOAP}}}repository"), f"{{{DOAP}}}GitRepository"
        )
        mener("location", plateforme.depot, depot)
    if plateforme.porteur_dit:
        tenu = ET.SubElement(projet, f"{{{DOAP}}}maintainer")
        structure = ET.SubElement(tenu, f"{{{FOAF}}}Organization")
        ET.SubElement(structure, f"{{{FOAF}}}name").text = _xml(plateforme.porteur_dit)
    return ET.tostring(racine, encoding="utf-8", xml_declaration=True)


def _xml(texte: str) -> str:
    """Leave out the characters that XML refuses."""
    return "".join(c for c in texte if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
