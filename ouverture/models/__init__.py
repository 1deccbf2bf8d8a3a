"""Models of open data: maps shown on other sites, files made in the background."""

from ouverture.models.exports import ExportActeurs
from ouverture.models.integration import FILTRES_MAX, CarteIntegree, SiteAutorise

__all__ = ["FILTRES_MAX", "CarteIntegree", "ExportActeurs", "SiteAutorise"]
