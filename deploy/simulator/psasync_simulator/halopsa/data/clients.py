from typing import Any

from psasync_simulator.data.identity import address, company_domain, company_name, phone
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import COMPANY
from psasync_simulator.halopsa.data.fields import of_client
from psasync_simulator.halopsa.data.times import moment


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A client. Its identity stays over versions; phone, address and custom fields move."""
    bits = mix(layout.seed, COMPANY, number, version)
    refused = version == 0 and number in layout.nameless_companies
    where = address(layout.seed, COMPANY, number, version)
    sites = layout.sites_of_company(number)
    return {
        "id": number,
        "name": "" if refused else company_name(layout.seed, number),
        "inactive": (bits >> 20) & 7 == 0,
        "website": f"https://www.{company_domain(layout.seed, number)}",
        "toplevel_id": 1,
        "main_site_id": sites[0] if sites else 0,
        "main_site_name": "Main" if sites else "",
        "main_phonenumber": phone(layout.seed, COMPANY, number, version),
        "customertype": 0,
        "ref": f"C{number:06d}",
        "main_delivery_address": {"line1": where.line1, "postcode": where.place.zip_code},
        "datecreated": moment(stamps.entered),
        "alastupdate": moment(stamps.updated),
        "customfields": of_client(bits >> 44),
    }
