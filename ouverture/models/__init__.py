"""Models of open data: maps shown on other sites, files made in the background."""

from ouverture.models.exports import ExportActeurs
from ouverture.models.integration import CarteIntegree, SiteAutorise

__all__ = ["CarteIntegree", "ExportActeurs", "SiteAutorise"]
