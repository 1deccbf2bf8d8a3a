"""Maps drawn on the server as SVG, for pages and for the PDF: the same drawing for both."""

from territoires.dessin.carte import CarteDessinee, dessiner_carte
from territoires.dessin.points import LignePoint, PointCarte

__all__ = ["CarteDessinee", "LignePoint", "PointCarte", "dessiner_carte"]
