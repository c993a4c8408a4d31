"""The hosts of ConnectWise's cloud."""

_UI_REGIONS = frozenset({"na", "eu", "au", "aus", "za"})
_CLOUD = "myconnectwise.net"


def is_cloud_host(host: str) -> bool:
    """A known region of the vendor's cloud, web or API side."""
    name, _, domain = host.partition(".")
    return domain == _CLOUD and name.removeprefix("api-").removeprefix("sandbox-") in {*_UI_REGIONS, "staging"}


def api_host(host: str) -> str:
    """A cloud region's web address becomes its API address."""
    name, _, domain = host.partition(".")
    return f"api-{host}" if domain == _CLOUD and name in _UI_REGIONS else host
