"""Template loader that gives the project's own pages their French typography."""

from django.template import Origin
from django.template.loaders import filesystem

from socle.typographie import typographier_gabarit


class Chargeur(filesystem.Loader):
    """Read templates of the project; the text of the HTML ones is typographied, once.

    Authors write plain spaces and apostrophes; readers get « Qui manque ici ? »
    with a narrow space that never breaks. Values go through the filter ``typo``.
    Compiled templates are cached, so this costs nothing to a request.
    """

    def get_contents(self, origin: Origin) -> str:
        """Return the source of the template, typographied when it is a page."""
        source = super().get_contents(origin)
        return typographier_gabarit(source) if origin.name.endswith(".html") else source
