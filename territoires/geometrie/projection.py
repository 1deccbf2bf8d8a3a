"""Web-Mercator framing: from longitude/latitude to the pixels of a drawing."""

from dataclasses import dataclass
from math import asinh, atan, cos, degrees, pi, radians, sinh, tan

import numpy as np
from numpy.typing import NDArray

RAYON_TERRE_M = 6_378_137.0
"""Equatorial radius of the GRS 80 / WGS 84 ellipsoid, in metres."""

Emprise = tuple[float, float, float, float]
"""West, south, east, north, in degrees (EPSG:4326)."""


def mercator_y(lat: float) -> float:
    """Return the Mercator ordinate (radians) of a latitude in degrees."""
    return asinh(tan(radians(lat)))


def km_par_degre(lat: float) -> tuple[float, float]:
    """Return the length in km of one degree of longitude and of latitude around ``lat``."""
    degre = RAYON_TERRE_M * pi / 180 / 1000
    return degre * cos(radians(lat)), degre


def union_emprises(emprises: list[Emprise]) -> Emprise:
    """Return the smallest frame around all of ``emprises`` (at least one)."""
    ouests, suds, ests, nords = zip(*emprises, strict=True)
    return min(ouests), min(suds), max(ests), max(nords)


@dataclass(frozen=True)
class Cadre:
    """A drawing's frame: ``largeur`` × ``hauteur`` pixels, y downwards."""

    largeur: int
    hauteur: int
    echelle: float
    """Pixels per radian of longitude."""
    ouest: float
    """Longitude of the left side, radians."""
    haut: float
    """Mercator ordinate of the top side, radians."""

    @classmethod
    def ajuster(
        cls, emprise: Emprise, *, largeur: int, hauteur: int | None = None, marge: int = 16
    ) -> "Cadre":
        """Fit ``emprise`` in the frame, centred; without ``hauteur``, follow its proportions."""
        ouest, est = radians(emprise[0]), radians(emprise[2])
        bas, haut = mercator_y(emprise[1]), mercator_y(emprise[3])
        dx, dy = max(est - ouest, 1e-5), max(haut - bas, 1e-5)
        utile = largeur - 2 * marge
        if hauteur is None:
            hauteur = round(min(max(utile * dy / dx + 2 * marge, largeur * 0.5), largeur * 1.1))
        echelle = min(utile / dx, (hauteur - 2 * marge) / dy)
        return cls(
            largeur,
            hauteur,
            echelle,
            (ouest + est) / 2 - largeur / 2 / echelle,
            (haut + bas) / 2 + hauteur / 2 / echelle,
        )

    def pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Project an ``(n, 2)`` array of lon, lat (degrees)."""
        radian = np.radians(points)
        x = (radian[:, 0] - self.ouest) * self.echelle
        y = (self.haut - np.arcsinh(np.tan(radian[:, 1]))) * self.echelle
        return np.column_stack((x, y))

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Project one point."""
        return (
            (radians(lon) - self.ouest) * self.echelle,
            (self.haut - mercator_y(lat)) * self.echelle,
        )

    @property
    def emprise(self) -> Emprise:
        """What the whole frame covers, in degrees."""
        return (
            degrees(self.ouest),
            degrees(atan(sinh(self.haut - self.hauteur / self.echelle))),
            degrees(self.ouest + self.largeur / self.echelle),
            degrees(atan(sinh(self.haut))),
        )

    @property
    def metres_par_pixel(self) -> float:
        """Ground size of a pixel at the centre of the frame."""
        milieu = atan(sinh(self.haut - self.hauteur / 2 / self.echelle))
        return RAYON_TERRE_M * cos(milieu) / self.echelle
