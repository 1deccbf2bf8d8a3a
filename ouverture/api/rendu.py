"""JSON written quickly: a page of five hundred rows in a few milliseconds."""

from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer


class Rendu(JSONRenderer):
    """JSON in UTF-8."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """Write public data; errors are made of DRF's own strings, hence ``str``."""
        return b"" if data is None else orjson.dumps(data, default=str)
