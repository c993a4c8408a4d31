"""How often an instance may be called."""

from urllib.parse import urlsplit

from psasync.psa.port import CallLimit

CALLS_PER_5_MINUTES = 250
"""Below the lowest limit that has been seen (300); instances differ, and Halo publishes none."""

_SECONDS = 300.0


def instance_limit(base_url: str, calls: int) -> CallLimit:
    """Halo counts all calls of an instance together, logins too."""
    parts = urlsplit(base_url)
    return CallLimit(
        key=f"halopsa|{parts.netloc}{parts.path}",
        calls=calls,
        seconds=_SECONDS,
        name="HaloPSA's limit of calls per five minutes",
    )
