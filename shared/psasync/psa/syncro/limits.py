"""What Syncro allows, and the share of it that is used."""

from psasync.psa.port import CallLimit

PUBLISHED_CALLS = 180
"""Per minute and source address, over all accounts that are called from it (Syncro's API documentation)."""

SHARE = 0.75
"""The rest is for other integrations behind the same address."""

EGRESS = CallLimit(
    key="syncro|egress",
    calls=int(PUBLISHED_CALLS * SHARE),
    seconds=60,
    name="Syncro's limit of calls per minute",
)
"""All connections share it, whichever tenant they belong to: this installation calls from one address."""

CONCURRENT_CALLS = 6
"""Syncro publishes no limit of these."""
