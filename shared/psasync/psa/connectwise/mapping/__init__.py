"""From ConnectWise's rows to canonical records."""

from psasync.psa.connectwise.mapping.rows import map_rows

__all__ = ["map_rows"]
