"""From Halo's rows to canonical records."""

from psasync.psa.halopsa.mapping.rows import Instance, map_rows, row_number

__all__ = ["Instance", "map_rows", "row_number"]
