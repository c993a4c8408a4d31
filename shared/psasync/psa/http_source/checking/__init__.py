"""The check at set-up: can we log in, and does the definition fit what the source really gives."""

from psasync.psa.http_source.checking.check import check

__all__ = ["check"]
