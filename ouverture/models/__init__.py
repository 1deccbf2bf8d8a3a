"""Models of open data: maps shown on other sites."""

from ouverture.models.integration import CarteIntegree, SiteAutorise

__all__ = ["CarteIntegree", "SiteAutorise"]
