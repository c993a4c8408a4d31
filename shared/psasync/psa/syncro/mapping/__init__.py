"""From Syncro's rows to canonical records."""

from psasync.psa.syncro.mapping.rows import Mapper

__all__ = ["Mapper"]
