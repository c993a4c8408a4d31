"""What services know of the catalog: the scheduler's answers, kept for a while."""

from psasync.kit.catalog.client import CatalogClient
from psasync.kit.catalog.errors import CatalogUnavailable

__all__ = ["CatalogClient", "CatalogUnavailable"]
