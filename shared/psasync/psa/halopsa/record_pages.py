"""Where people look at records in HaloPSA: on the instance itself, beside its API."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from psasync.contracts.vocabulary import Entity

_PATHS = {
    Entity.COMPANY: "customers?clientid=",
    Entity.COMPANY_SITE: "customers?mainview=site&siteid=",
    Entity.CONTACT: "customers?mainview=user&userid=",
    Entity.ASSET: "assets?id=",
}


def record_pages(settings: Mapping[str, str]) -> Mapping[Entity, str]:
    try:
        parts = urlsplit(settings.get("base_url", "").strip())
    except ValueError:
        return {}
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        return {}
    instance = parts.netloc + parts.path.rstrip("/").removesuffix("/api")
    return {entity: f"https://{instance}/{path}{{id}}" for entity, path in _PATHS.items()}
