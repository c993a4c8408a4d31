"""From Autotask's rows to canonical records."""

from psasync.psa.autotask.mapping.companies import INACTIVE
from psasync.psa.autotask.mapping.rows import map_rows, source_id_of

__all__ = ["INACTIVE", "map_rows", "source_id_of"]
