from typing import Any

from psasync_simulator.data.identity import company_name, contact_name, contact_title, email, phone, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import CONTACT
from psasync_simulator.halopsa.data.fields import of_user
from psasync_simulator.halopsa.data.times import moment


def _site(layout: Layout, client: int, bits: int) -> tuple[int, str]:
    sites = layout.sites_of_company(client)
    if not sites:
        return 0, ""
    ordinal = bits % len(sites)
    return sites[ordinal], site_name(layout.seed, sites[ordinal], ordinal)


def build(layout: Layout, number: int, version: int, stamps: Stamps, client: int) -> dict[str, Any]:
    """An end user; some have no e-mail address, and some no preferred phone."""
    bits = mix(layout.seed, CONTACT, number, version)
    refused = version == 0 and number in layout.nameless_contacts
    first, last = ("", "") if refused else contact_name(layout.seed, number)
    site, site_text = _site(layout, client, bits >> 40)
    telephone = phone(layout.seed, CONTACT, number, version)
    return {
        "id": number,
        "name": f"{first} {last}".strip(),
        "firstname": first,
        "surname": last,
        "title": contact_title(layout.seed, number, version),
        "emailaddress": email(layout.seed, number, client, version) or "",
        "phonenumber": telephone,
        "phonenumber_preferred": telephone if bits & 1 else "",
        "mobilenumber": "",
        "homenumber": "",
        "site_id": float(site),
        "site_name": site_text,
        "client_id": client,
        "client_name": company_name(layout.seed, client),
        "inactive": (bits >> 56) & 15 == 0,
        "isimportantcontact": (bits >> 16) & 7 == 0,
        "isserviceaccount": False,
        "department": "",
        "ulastupdate": moment(stamps.updated),
        "customfields": of_user(bits >> 46),
    }
