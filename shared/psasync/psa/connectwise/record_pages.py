"""Where people look at records: ConnectWise opens one by its type and id."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.hosts import api_host, is_cloud_host

_TYPES = {Entity.COMPANY: "CompanyFv", Entity.CONTACT: "ContactFv", Entity.ASSET: "ConfigFv"}
_PATH = "/v4_6_release/services/system_io/router/openrecord.rails"


def record_pages(settings: Mapping[str, str]) -> Mapping[Entity, str]:
    """Of the vendor's cloud: where people reach another installation is not known."""
    try:
        host = api_host(urlsplit(settings.get("base_url", "")).hostname or "")
    except ValueError:
        return {}
    if not is_cloud_host(host):
        return {}
    company = urlencode({"companyName": settings.get("company", "")})
    page = f"https://{host.removeprefix('api-')}{_PATH}?{company}"
    return {entity: f"{page}&recordType={kind}&recid={{id}}" for entity, kind in _TYPES.items()}
