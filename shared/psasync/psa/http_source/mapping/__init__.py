"""From a source's rows to canonical records, as its definition says."""

from psasync.psa.http_source.mapping.entities import EntityMapping

__all__ = ["EntityMapping"]
