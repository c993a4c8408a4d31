"""Where people look at records in Syncro."""

import re
from collections.abc import Mapping

from psasync.contracts.vocabulary import Entity

_SUBDOMAIN = re.compile(r"(?:https://)?(?P<name>[a-z0-9-]+)(?:[.]syncromsp[.]com(?:/.*)?)?", re.IGNORECASE)
_PATHS = {Entity.COMPANY: "customers", Entity.ASSET: "customer_assets"}


def record_pages(settings: Mapping[str, str]) -> Mapping[Entity, str]:
    found = _SUBDOMAIN.fullmatch(settings.get("base_url", "").strip())
    if found is None:
        return {}
    return {entity: f"https://{found['name'].lower()}.syncromsp.com/{path}/{{id}}" for entity, path in _PATHS.items()}
