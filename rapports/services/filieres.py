"""The chapter on filières: those this audience may read, each with its diagram and its findings.

A report goes to many readers at once. In public, only public filières are told, as anybody reads
them. Among members, one whose figures are kept for its own members is told only when everybody in
the démarche is among them; the others are counted, never named.
"""

from typing import Final

from diagnostics.models import Diagnostic, FiliereCitee
from filieres.dessins.chaine import decrire, dessiner_chaine, titrer
from filieres.lecture import Pas, lire
from filieres.models import Filiere, MembreFiliere
from rapports.dessins.svg import nommer
from rapports.services.structures import FiliereLue, Filieres, MaillonLu
from socle.dessin_svg import dimensions
from socle.typographie import accorder, typographier

CONSTATS_MAX: Final = 8
CITES_MAX: Final = 8
"""Actors named at a maillon."""
PORTRAIT_MAX: Final = 1100.0
PAYSAGE_MAX: Final = 1480.0
"""Widths of diagrams, in pixels, still read on an upright page, and on one on its side."""
GRAND_MAX: Final = 4200.0
"""Beyond, nothing could be read even on A3: the table tells the chain alone."""


def lire_filieres(diagnostic: Diagnostic, *, publique: bool) -> Filieres:
    """Return the filières the démarche cites, as this audience may read them."""
    citees = list(
        diagnostic.filieres_citees.select_related(
            "filiere__territoire", "filiere__porteur"
        ).prefetch_related("enjeux")
    )
    partagees = set() if publique else _lues_par_tous(diagnostic, citees)
    lues, tues = [], 0
    for citee in citees:
        prive = citee.filiere_id in partagees
        if prive or citee.filiere.visibilite == Filiere.Visibilite.PUBLIC:
            lues.append(_lire(citee, prive=prive))
        else:
            tues += 1
    return Filieres(tuple(lues), 0 if publique else tues)


def _lues_par_tous(diagnostic: Diagnostic, citees: list[FiliereCitee]) -> set[int]:
    """Return the filières every member of the démarche is a member of."""
    membres = set(diagnostic.membres.values_list("utilisateur_id", flat=True))
    suivies: dict[int, set[int]] = {}
    for filiere, utilisateur in MembreFiliere.objects.filter(
        filiere__in=[c.filiere_id for c in citees]
    ).values_list("filiere_id", "utilisateur_id"):
        suivies.setdefault(filiere, set()).add(utilisateur)
    return {filiere for filiere, qui in suivies.items() if membres and membres <= qui}


def _lire(citee: FiliereCitee, *, prive: bool) -> FiliereLue:
    filiere = citee.filiere
    lecture = lire(filiere, prive=prive)
    dessin, format_page = None, "portrait"
    if lecture.reseau.maillons:
        scene = lecture.scene
        svg = dessiner_chaine(scene, identifiant=f"f-{filiere.reference}")
        dessin = nommer(svg, f"{titrer(scene)}. {decrire(scene)}").svg
        largeur = dimensions(svg)[2]
        if largeur > GRAND_MAX:
            dessin = None
        elif largeur > PORTRAIT_MAX:
            format_page = "paysage" if largeur <= PAYSAGE_MAX else "grand"
    return FiliereLue(
        reference=filiere.reference,
        nom=typographier(filiere.nom),
        theme=filiere.get_theme_display(),
        lieu=typographier(filiere.lieu),
        vision=typographier(filiere.vision),
        enjeux=typographier(", ".join(e.titre for e in citee.enjeux.all())),
        chiffres=tuple((valeur, typographier(dit)) for valeur, dit in lecture.chiffres),
        dessin=dessin,
        format_page=format_page,
        legende=tuple(lecture.legende),
        constats=tuple(
            (typographier(c.phrase), typographier(c.appui))
            for c in lecture.analyse.constats[:CONSTATS_MAX]
        ),
        maillons=tuple(_maillon(pas) for pas in lecture.pas),
        reprendre=len(lecture.analyse.incoherences),
    )


def _maillon(pas: Pas) -> MaillonLu:
    boite = pas.etape.boite
    return MaillonLu(
        nom=typographier(boite.intitule),
        chaine=typographier(boite.chaine),
        etat=boite.statut_dit,
        pourquoi=typographier(boite.pourquoi),
        passage=typographier(boite.jauge.phrase) if boite.jauge else "",
        acteurs=_nommer([p.nom for p in pas.actuelles]),
        possibles=_nommer([p.nom for p in pas.potentielles]),
    )


def _nommer(noms: list[str]) -> str:
    reste = len(noms) - CITES_MAX
    dits = ", ".join(noms[:CITES_MAX])
    return f"{dits} et {reste} autre{accorder(reste)}" if reste > 0 else dits
