"""Where people look at records: Autotask opens one by a command and its id.

Source: Autotask's developer help, ExecuteCommand API, which needs the number of the account's own zone.
"""

import re
from collections.abc import Mapping

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import ValueForm

WEB_ADDRESS = ValueForm(r"https://ww\d{1,3}[.]autotask[.]net/?", "of the form https://ww5.autotask.net")

_WEB_ADDRESS = re.compile(WEB_ADDRESS.pattern)
_COMMANDS = {
    Entity.COMPANY: "OpenAccount&AccountID",
    Entity.CONTACT: "OpenContact&ContactID",
    Entity.ASSET: "OpenInstalledProduct&InstalledProductID",
}


def record_pages(settings: Mapping[str, str]) -> Mapping[Entity, str]:
    """None without the address: the API says it only to who signs in."""
    address = settings.get("web_url", "").strip()
    if not _WEB_ADDRESS.fullmatch(address):
        return {}
    page = f"{address.rstrip('/')}/Autotask/AutotaskExtend/ExecuteCommand.aspx?Code="
    return {entity: f"{page}{command}={{id}}" for entity, command in _COMMANDS.items()}
