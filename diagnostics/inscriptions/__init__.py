"""What each tool tells the shared pieces: one module per tool, read when the site starts.

A module here calls ``enregistrer_cible`` (``diagnostics.echanges``) and ``enregistrer_suivi``
(``diagnostics.journal``) at import; nothing else has to know about it.
"""

import pkgutil
from importlib import import_module


def inscrire_les_outils() -> None:
    """Import every module of this package."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
