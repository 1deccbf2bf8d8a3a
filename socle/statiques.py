"""Static files: names that change with their content, so that browsers keep them for good."""

from collections.abc import Iterable, Iterator

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

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what pages ask for: the renamed files, without maps of sources.

        The same bytes under their first name, and maps, are two thirds of the time.
        """
        demandes = set(self.hashed_files.values())
        yield from super().compress_files(
            chemin for chemin in paths if chemin in demandes and not chemin.endswith(".map")
        )
