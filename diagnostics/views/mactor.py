"""MACTOR, for those who want it: who takes part, objectives, grids, results, export."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, trouver_demarche
from diagnostics.acces_pistes import cadre
from diagnostics.calculs.mactor import Mactor, situer
from diagnostics.conflits_grilles import dresser_conflit_grilles
from diagnostics.dessins.mactor import dessiner_graphe, dessiner_plan
from diagnostics.exports_mactor import ENTETES_MACTOR, rangees_mactor
from diagnostics.forms import premier_message
from diagnostics.models import Diagnostic, GrilleMactor
from diagnostics.services import mactor as services
from diagnostics.services.mactor import Jeu
from diagnostics.views.convergence import repondre_fichier
from socle.conflits import Conflit
from socle.modeles import ConflitDEdition
from socle.typographie import ecrire_nombre

REFUS, CONFLIT = 422, 409
_PLACES = {
    "dominant": "Dominant\u00a0: influence beaucoup, dépend peu",
    "relais": "Relais\u00a0: influence et dépend",
    "domine": "Dominé\u00a0: dépend beaucoup, influence peu",
    "autonome": "Autonome\u00a0: à l’écart du jeu",
}


def _tableau(
    titre: str, noms: Sequence[str], colonnes: Sequence[str], valeurs: Any, decimales: int = 0
) -> dict[str, Any]:
    """Prepare a matrix for its table."""
    return {
        "titre": titre,
        "colonnes": colonnes,
        "rangees": [
            (nom, [ecrire_nombre(round(float(v), decimales), decimales) for v in ligne])
            for nom, ligne in zip(noms, valeurs, strict=True)
        ],
    }


def _tableaux(jeu: Jeu, a: Mactor) -> list[dict[str, Any]]:
    noms, objectifs = jeu.noms, jeu.noms_objectifs
    tableaux = [
        _tableau("Influences directes et indirectes (MIDI)", noms, noms, a.midi),
        _tableau("Échelle nette des influences", noms, noms, a.net),
    ]
    for ordre, valeurs in a.ordres.items():
        d = 0 if ordre == 1 else 1
        tableaux += [
            _tableau(
                f"Positions, ordre {ordre} ({ordre}MAO)", noms, objectifs, valeurs.positions, d
            ),
            _tableau(
                f"Convergences, ordre {ordre} ({ordre}CAA)", noms, noms, valeurs.convergences, d
            ),
            _tableau(
                f"Divergences, ordre {ordre} ({ordre}DAA)", noms, noms, valeurs.divergences, d
            ),
        ]
    return tableaux


def _resultats(jeu: Jeu, ordre: int) -> dict[str, Any]:
    a = jeu.analyse
    if a is None:
        return {}
    choisi = a.ordres[ordre]
    conv, div = choisi.convergences.tolist(), choisi.divergences.tolist()
    return {
        "acteurs": [
            {
                "acteur": acteur,
                "nom": nom,
                "influence": ecrire_nombre(a.influence[i]),
                "dependance": ecrire_nombre(a.dependance[i]),
                "retroaction": ecrire_nombre(a.retroaction[i]),
                "rapport": ecrire_nombre(round(float(a.rapport[i]), 2), 2),
                "solde": ecrire_nombre(a.solde[i]),
                "ambivalence": ecrire_nombre(round(float(choisi.ambivalence[i]), 2), 2),
                "place": _PLACES[place],
            }
            for i, (acteur, nom, place) in enumerate(
                zip(jeu.acteurs, jeu.noms, situer(a), strict=True)
            )
        ],
        "objectifs": [
            {
                "objectif": o,
                "nom": nom,
                "accords": ecrire_nombre(round(float(choisi.accords[i]), 1)),
                "desaccords": ecrire_nombre(round(float(choisi.desaccords[i]), 1)),
            }
            for i, (o, nom) in enumerate(zip(jeu.objectifs, jeu.noms_objectifs, strict=True))
        ],
        "taux": None if choisi.taux is None else round(choisi.taux * 100),
        "plan": dessiner_plan(jeu.noms, a.influence.tolist(), a.dependance.tolist()),
        "graphe_conv": dessiner_graphe(jeu.noms, conv),
        "graphe_div": dessiner_graphe(jeu.noms, div, divergences=True),
        "tableaux": _tableaux(jeu, a),
    }


@require_GET
def jeu(request: Requete, reference: str) -> HttpResponse:
    """Show what the grids say; ``ordre`` (1, 2 or 3) chooses the graphs."""
    diagnostic = trouver_demarche(request, reference)
    lu = services.lire_jeu(diagnostic)
    ordre = {"1": 1, "2": 2}.get(request.GET.get("ordre", ""), 3)
    return render(
        request,
        "diagnostics/pistes/mactor.html",
        {
            **cadre(request, diagnostic, "mactor"),
            "jeu": lu,
            "ordre": ordre,
            "resultats": _resultats(lu, ordre),
            "tous": list(diagnostic.acteurs_concernes.all()),
            "pistes": list(diagnostic.pistes.exclude(etat="ecartee")),
        },
    )


@require_POST
def choix(request: Requete, reference: str) -> HttpResponse:
    """Say which actors take part (``acteur``, repeated) and their short names."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    pris = diagnostic.acteurs_concernes.filter(reference__in=request.POST.getlist("acteur"))
    sigles = {
        cle.removeprefix("sigle-"): str(valeur)
        for cle, valeur in request.POST.items()
        if cle.startswith("sigle-")
    }
    avant = {}
    for cle, valeur in request.POST.items():
        if cle.startswith("avant-"):
            present, _, sigle = str(valeur).partition("|")
            avant[cle.removeprefix("avant-")] = (present == "1", sigle)
    try:
        refuses = services.choisir_acteurs(
            diagnostic=diagnostic, choisis=pris, sigles=sigles, avant=avant
        )
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        for acteur, sigle in refuses:
            messages.warning(
                request,
                f"Nom court de {acteur.nom}\u00a0: quelqu’un vient d’enregistrer "
                f"«\u00a0{acteur.sigle or 'aucun'}\u00a0», gardé\u00a0; vous proposiez "
                f"«\u00a0{sigle or 'aucun'}\u00a0».",
            )
        messages.success(request, "Les acteurs pris en compte sont enregistrés.")
    return redirect("diagnostics:mactor", reference)


@require_POST
def objectifs(request: Requete, reference: str) -> HttpResponse:
    """Add an objective, or take one away (``retirer``: its reference)."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    if request.POST.get("retirer"):
        diagnostic.objectifs_mactor.filter(reference=request.POST["retirer"]).delete()
        messages.success(request, "Objectif retiré.")
        return redirect("diagnostics:mactor", reference)
    piste = diagnostic.pistes.filter(reference=request.POST.get("piste", "")).first()
    titre = request.POST.get("titre", "").strip() or (piste.titre if piste else "")
    try:
        services.ajouter_objectif(
            diagnostic=diagnostic, titre=titre, sigle=request.POST.get("sigle", ""), piste=piste
        )
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, "Objectif ajouté.")
    return redirect("diagnostics:mactor", reference)


def _grille(
    prefixe: str, lignes: Sequence[Any], colonnes: Sequence[Any], valeurs: list[list[int]],
    noms: tuple[list[str], list[str]], saisies: Any = None,
) -> dict[str, Any]:  # fmt: skip
    """Prepare an editable grid: what was typed when it comes back, else what is saved."""
    rangees = []
    for i, ligne in enumerate(lignes):
        cellules = []
        for j, colonne in enumerate(colonnes):
            nom = f"{prefixe}-{ligne.reference}-{colonne.reference}"
            cellules.append(
                {
                    "nom": nom,
                    "valeur": saisies.get(nom, valeurs[i][j]) if saisies else valeurs[i][j],
                    "diagonale": ligne.reference == colonne.reference,
                    "dit": f"{ligne} sur {colonne}",
                }
            )
        rangees.append({"objet": ligne, "nom": noms[0][i], "cellules": cellules})
    return {"rangees": rangees, "colonnes": list(zip(noms[1], colonnes, strict=True))}


@require_http_methods(["GET", "POST"])
def grilles(request: Requete, reference: str) -> HttpResponse:
    """Fill both grids, as a plain form; ``mactor.js`` adds arrows and pasting."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    lu = services.lire_jeu(diagnostic)
    if request.method == "POST":
        acteurs = [a.reference for a in lu.acteurs]
        influences, fautes = services.lire_cellules(request.POST, "i", acteurs, acteurs)
        positions, autres = services.lire_cellules(
            request.POST, "p", acteurs, [o.reference for o in lu.objectifs]
        )
        version = request.POST.get("version", "")
        if fautes or autres:
            faute = "Chaque case attend un nombre entier."
            return _rendre(request, diagnostic, lu, erreur=faute, status=REFUS)
        try:
            services.enregistrer_grilles(
                diagnostic=diagnostic,
                influences=influences,
                positions=positions,
                par=request.user,
                version_attendue=int(version) if version.isdecimal() else 0,
            )
        except ValidationError as erreur:
            return _rendre(request, diagnostic, lu, erreur=premier_message(erreur), status=REFUS)
        except ConflitDEdition as refus:
            conflit = dresser_conflit_grilles(
                jeu=lu,
                actuelle=GrilleMactor.objects.get(pk=refus.actuel.pk),
                version_attendue=int(version) if version.isdecimal() else 0,
                donnees=request.POST,
                influences=influences,
                positions=positions,
            )
            return _rendre(request, diagnostic, lu, conflit=conflit, status=CONFLIT)
        messages.success(request, "Grilles enregistrées.")
        return redirect("diagnostics:mactor", reference)
    return _rendre(request, diagnostic, lu)


def _rendre(
    request: Requete,
    diagnostic: Diagnostic,
    lu: Jeu,
    *,
    erreur: str = "",
    conflit: Conflit | None = None,
    status: int = 200,
) -> HttpResponse:
    saisies: Any = request.POST if request.method == "POST" else None
    if conflit is not None:
        saisies = conflit.saisie
    # A refused form keeps the version it was built from: what came meanwhile still shows.
    version = (saisies or {}).get("version") or lu.grille.version
    return render(
        request,
        "diagnostics/pistes/mactor_grilles.html",
        {
            **cadre(request, diagnostic, "mactor"),
            "jeu": lu,
            "version": version,
            "influences": _grille(
                "i", lu.acteurs, lu.acteurs, lu.influences, (lu.noms, lu.noms), saisies
            ),
            "positions": _grille(
                "p", lu.acteurs, lu.objectifs, lu.positions, (lu.noms, lu.noms_objectifs), saisies
            ),
            "erreur": erreur,
            "conflit": conflit,
        },
        status=status,
    )


@require_GET
def exporter(request: Requete, reference: str, extension: str) -> HttpResponse:
    """Download every matrix, one after the other."""
    diagnostic = trouver_demarche(request, reference)
    lu = services.lire_jeu(diagnostic)
    return repondre_fichier(
        f"jeu d acteurs {diagnostic.titre}", extension, ENTETES_MACTOR, rangees_mactor(lu)
    )
