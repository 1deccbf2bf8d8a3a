"""The diagram of a filière: maillons in columns, flows to scale between them, as one SVG element.

Used as is on the page, on the big screen and in the PDF; no ``style`` attribute, each colour on
paper doubled by a class that follows the theme (``static/css/filieres-dessin.css``).
"""

from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from filieres.dessins.boite import (
    LARGEUR,
    LARGEUR_RIVE,
    Gabarit,
    GabaritRive,
    dessiner_boite,
    dessiner_rive,
    resumer,
    tailler,
    tailler_rive,
)
from filieres.dessins.colonnes import Arc, Noeud
from filieres.dessins.disposition import Disposition, Trace, disposer
from filieres.dessins.scene import Ruban, Scene
from socle.encres import ENCRE_2, ecrire, n
from socle.lettrage import mesurer
from socle.typographie import accorder, typographier

GOUTTIERE: Final = 80.0
GOUTTIERE_NUE: Final = 52.0
"""Between columns when no quantity is to be written there."""
_HAUT: Final = 4.0
_TITRE_BANDE: Final = 34.0
_AJUSTEE: Final = 1500.0
"""A drawing no wider than this is fitted to the page; a wider one scrolls at full size."""
_ETIQUETTES_MAX: Final = 48
_ETIQUETTE: Final = 13.0


def dessiner_chaine(scene: Scene, *, identifiant: str = "chaine") -> SafeString:
    """Return the wide diagram; the vertical chain and the table are beside it on the page."""
    gabarits, rives, pose = _poser(scene)
    corps = [_nommer_bandes(scene, pose)]
    par_cle = {r.cle: r for r in scene.rubans}
    corps += [_ruban(par_cle[t.cle], t) for t in sorted(pose.traces, key=lambda t: -t.epaisseur)]
    for cle, gabarit_rive in rives.items():
        corps.append(dessiner_rive(gabarit_rive, pose.places[cle].x, pose.places[cle].y))
    for cle, gabarit in gabarits.items():
        place = pose.places[cle]
        corps.append(dessiner_boite(gabarit, place.x, place.y, place.colonne + pose.premiere))
    corps += _etiquettes(scene, pose)
    return mark_safe(_ouvrir(scene, pose, identifiant) + "".join(corps) + "</g></svg>")


def lire_colonnes(scene: Scene) -> dict[str, int]:
    """Return the column each maillon is drawn in, as numbered when one places them by hand."""
    _, _, pose = _poser(scene)
    return {b.cle: pose.places[b.cle].colonne + pose.premiere for b in scene.boites}


def _poser(scene: Scene) -> tuple[dict[str, Gabarit], dict[str, GabaritRive], Disposition]:
    """Cut the words of everything, and place it."""
    gabarits = {b.cle: tailler(b) for b in scene.boites}
    rives = {r.cle: tailler_rive(r) for r in scene.rives}
    noeuds = [
        Noeud(cle, g.hauteur, LARGEUR_RIVE, g.rive.bande)
        for cle, g in rives.items()
        if g.rive.nature == "gisement"
    ]
    noeuds += [
        Noeud(cle, g.hauteur, LARGEUR, g.boite.bande, g.boite.colonne, g.boite.ligne)
        for cle, g in gabarits.items()
    ]
    noeuds += [
        Noeud(cle, g.hauteur, LARGEUR_RIVE, g.rive.bande)
        for cle, g in rives.items()
        if g.rive.nature == "sortie"
    ]
    arcs = [Arc(r.cle, r.depart, r.arrivee, r.epaisseur, r.retour) for r in scene.rubans]
    haut = _TITRE_BANDE if scene.bandes else 0.0
    gouttiere = GOUTTIERE if any(r.quantite for r in scene.rubans) else GOUTTIERE_NUE
    return gabarits, rives, disposer(noeuds, arcs, gouttiere=gouttiere, haut=haut)


def _ouvrir(scene: Scene, pose: Disposition, identifiant: str) -> str:
    largeur, hauteur = max(pose.largeur, 200.0) + 8, pose.hauteur + 2 * _HAUT + 4
    tient = largeur <= _AJUSTEE
    liens = any(b.adresse for b in scene.boites)
    milieux = (
        " ".join(n(gauche + large / 2 + 4) for gauche, large in pose.colonnes) if liens else ""
    )
    reperes = f'data-milieux="{milieux}" data-premiere="{pose.premiere}" ' if liens else ""
    return (
        f'<svg class="fi-dessin{" est-ajuste" if tient else ""}" '
        f'viewBox="0 0 {n(largeur)} {n(hauteur)}" width="{n(largeur)}" height="{n(hauteur)}" '
        f'{reperes}role="{"group" if liens else "img"}" '
        f'aria-labelledby="{identifiant}-titre" aria-describedby="{identifiant}-desc" '
        'font-family="Cabin, \'Gill Sans\', sans-serif" font-size="15">'
        f'<title id="{identifiant}-titre">{escape(titrer(scene))}</title>'
        f'<desc id="{identifiant}-desc">{escape(decrire(scene))}</desc>'
        f'<g transform="translate(4 {n(_HAUT)})">'
    )


def titrer(scene: Scene) -> str:
    """Name the diagram."""
    nombre = len(scene.boites)
    suite = f"{nombre} maillon{accorder(nombre)}"
    return typographier(f"Chaîne de « {scene.nom} » : {suite}" if scene.nom else suite)


def decrire(scene: Scene) -> str:
    """Say the diagram: every maillon, then what goes from one to the next."""
    phrases = [resumer(b) for b in scene.boites]
    phrases += [
        f"{r.depart_dit} vers {r.arrivee_dit}\u00a0: {r.quantite or 'quantité inconnue'}."
        for r in scene.rubans
        if not r.deduit
    ][:60]
    return " ".join(phrases)


def _nommer_bandes(scene: Scene, pose: Disposition) -> str:
    morceaux = []
    for rang, nom in enumerate(scene.bandes):
        if rang not in pose.bandes:
            continue
        y = pose.bandes[rang][0]
        morceaux.append(
            f'<path class="e-filet-fort" d="M0 {n(y)}H{n(pose.largeur)}" stroke="#7d8778" '
            'stroke-width="1.2" fill="none"/>'
            f'<text class="fi-titre e-encre" x="0" y="{n(y + 23)}" font-size="18" fill="#2e2218" '
            f'font-family="Vollkorn, Georgia, serif" font-weight="600">{escape(nom)}</text>'
        )
    return "".join(morceaux)


# ── Ribbons ─────────────────────────────────────────────────────────────────
def dire_ruban(ruban: Ruban) -> str:
    """Say a ribbon in one sentence."""
    if ruban.deduit:
        return f"{ruban.depart_dit} vers {ruban.arrivee_dit}, selon l’ordre de la chaîne."
    mots = [f"{ruban.depart_dit} vers {ruban.arrivee_dit}\u00a0: "]
    mots.append(ruban.quantite or "quantité inconnue")
    if ruban.matieres:
        mots.append(f", {', '.join(ruban.matieres)}")
    if ruban.fourchette:
        mots.append(f" ({ruban.fourchette})")
    if ruban.retour:
        mots.append(", retour vers l’amont")
    return typographier("".join(mots) + ".")


def _ruban(ruban: Ruban, trace: Trace) -> str:
    classe, couleur, tirets = "fi-flux", "#c9b090", ""
    if ruban.deduit:
        classe, couleur, tirets = "fi-suppose", "#7d8778", ' stroke-dasharray="2 5"'
    elif not ruban.quantite:
        classe, couleur, tirets = "fi-inconnu", "#7d8778", ' stroke-dasharray="8 5"'
    elif ruban.hors_echelle:
        tirets = ' stroke-dasharray="1 5" stroke-linecap="round"'
        classe, couleur = "fi-autre", "#6a4b32"
    fond = ""
    if trace.retour and ruban.quantite:
        classe = "fi-flux est-retour"
    epaisseur = n(max(trace.epaisseur, 1.5))
    ligne = (
        f'<path class="{classe}" d="{trace.chemin}" fill="none" stroke="{couleur}" '
        f'stroke-width="{epaisseur}" stroke-opacity=".85"{tirets}/>'
    )
    if ruban.incertain and ruban.quantite and not ruban.hors_echelle:
        fond = (
            f'<path class="fi-incertain" d="{trace.chemin}" fill="none" stroke="#fdfdfb" '
            f'stroke-width="{n(max(trace.epaisseur - 3, 1))}" stroke-dasharray="3 9"/>'
        )
    x, y = trace.arrivee
    t = min(5.0 + trace.epaisseur / 3, 11.0)
    pointe = (
        f'<path class="fi-pointe" d="M{n(x)} {n(y)}l{n(-t)} {n(-t * 0.8)}v{n(t * 1.6)}z" '
        'fill="#4c564a"/>'
    )
    return f"<g><title>{escape(dire_ruban(ruban))}</title>{ligne}{fond}{pointe}</g>"


def _etiquettes(scene: Scene, pose: Disposition) -> list[str]:
    """Write the quantity of the widest flows where nothing is in the way."""
    traces = {t.cle: t for t in pose.traces}
    prises: list[tuple[float, float, float, float]] = [
        (p.x - 2, p.y - 2, p.x + p.largeur + 2, p.y + p.hauteur + 2) for p in pose.places.values()
    ]
    ecrites = []
    candidats = sorted((r for r in scene.rubans if r.quantite), key=lambda r: -r.epaisseur)
    for ruban in candidats[: 2 * _ETIQUETTES_MAX]:
        trace = traces.get(ruban.cle)
        if trace is None or len(ecrites) >= _ETIQUETTES_MAX:
            continue
        lignes = _couper_quantite(ruban.quantite)
        large = max(mesurer(ligne, _ETIQUETTE, graisse=600) for ligne in lignes)
        x, y = trace.etiquette
        haut = 15.0 * len(lignes)
        for dy in (0.0, -trace.epaisseur / 2 - haut / 2 - 3, trace.epaisseur / 2 + haut / 2 + 3):
            cadre = (x - large / 2 - 3, y + dy - haut / 2, x + large / 2 + 3, y + dy + haut / 2)
            if all(not _touche(cadre, autre) for autre in prises):
                prises.append(cadre)
                ecrites.append(_etiquette(lignes, x, y + dy, large))
                break
    return ecrites


def _couper_quantite(quantite: str) -> list[str]:
    """Return the number and its unit on one line, on two when they would not fit."""
    place = GOUTTIERE - 10
    if mesurer(quantite, _ETIQUETTE, graisse=600) <= place:
        return [quantite]
    nombre, _, unite = quantite.partition("\u00a0")
    while unite and mesurer(unite, _ETIQUETTE, graisse=600) > place:
        unite = f"{unite[:-2].rstrip('…')}…"
    return [nombre, unite] if unite else [nombre]


def _touche(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _etiquette(lignes: list[str], x: float, y: float, large: float) -> str:
    haut = 15.0 * len(lignes)
    fond = (
        f'<rect class="fi-etiquette" x="{n(x - large / 2 - 3)}" y="{n(y - haut / 2)}" '
        f'width="{n(large + 6)}" height="{n(haut)}" rx="2" fill="#fdfdfb" fill-opacity=".82"/>'
    )
    base = y - haut / 2 + 11.5
    return fond + "".join(
        ecrire(ligne, x, base + 15 * i, _ETIQUETTE, ENCRE_2, gras=True, ancre="middle")
        for i, ligne in enumerate(lignes)
    )
