"""Static files: names that change with their content, so that browsers keep them for good."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]  # noqa: SLF001


class StockageStatique(CompressedManifestStaticFilesStorage):
    """Also rename what our JavaScript modules import from one another.

    Without it ``import "./menus.js"`` keeps its plain name: asked for again at
    each visit, and possibly older than the page after an update. Only our
    folder: libraries' files name modules that a browser never loads.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _IMPORTS))
