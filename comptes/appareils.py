"""Say in plain French which browser a session runs in."""

import re

# Order matters: Edge and Opera also call themselves Chrome, which calls itself Safari.
_NAVIGATEURS = (
    ("Edg(?:e|A|iOS)?/", "Edge"),
    ("OPR/|Opera", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/|FxiOS/", "Firefox"),
    ("Chrome/|CriOS/|Chromium/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux|X11", "Linux"),
)


def _premier(texte: str, motifs: tuple[tuple[str, str], ...]) -> str:
    return next((nom for motif, nom in motifs if re.search(motif, texte)), "")


def decrire_appareil(agent: str) -> str:
    """Return « Firefox sur Windows » for a User-Agent header, as far as it tells."""
    navigateur = _premier(agent, _NAVIGATEURS) or "Navigateur inconnu"
    systeme = _premier(agent, _SYSTEMES)
    return f"{navigateur} sur {systeme}" if systeme else navigateur
