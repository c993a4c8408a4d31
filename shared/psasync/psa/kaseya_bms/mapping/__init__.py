"""From BMS's rows to canonical records."""

from psasync.psa.kaseya_bms.mapping.rows import map_rows

__all__ = ["map_rows"]
