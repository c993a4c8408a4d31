"""Rows as Autotask sends them."""

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.mapping import INACTIVE
from psasync.psa.autotask.mapping.names import Names

NAMES = Names(
    company_types={"1": "Customer", "3": "Prospect"},
    countries={"237": "United States"},
    asset_types={"2": "Server"},
    manufacturers={"7": "Tanagra"},
    products={"5001": "T9 blade"},
)
COMPANY = {
    "id": 301,
    "companyName": "Northwind Ltd",
    "companyNumber": "NW-1",
    "companyType": 1,
    "classification": 200,
    "isActive": True,
    "webAddress": "https://northwind.example",
    "phone": "5550100",
    "countryID": 237,
    "createDate": "2024-02-01T08:00:00.303Z",
    "lastTrackedModifiedDateTime": "2026-11-20T09:14:02Z",
    "userDefinedFields": [{"name": "Tier", "value": "Gold"}, {"name": "Onboarded", "value": None}],
}
LOCATION = {
    "id": 77,
    "companyID": 301,
    "name": "Main",
    "isActive": True,
    "isPrimary": True,
    "address1": "1 Acorn Street",
    "address2": "",
    "city": "Alderton",
    "state": "OH",
    "postalCode": "43002",
    "countryID": 237,
    "phone": "5550101",
    "description": "",
}
CONTACT = {
    "id": 902,
    "companyID": 301,
    "companyLocationID": 77,
    "firstName": "Ada",
    "lastName": "Example",
    "title": "",
    "emailAddress": "ada@northwind.example",
    "emailAddress2": None,
    "phone": "",
    "mobilePhone": "5550002",
    "alternatePhone": None,
    "addressLine": "1 Acorn Street",
    "addressLine1": "Floor 2",
    "city": "Alderton",
    "state": "OH",
    "zipCode": "43002",
    "countryID": 237,
    "isActive": 1,
    "primaryContact": True,
    "createDate": "2024-02-01T08:00:00",
    "lastModifiedDate": "2026-11-20T09:14:02Z",
    "userDefinedFields": [{"name": "VIP", "value": "Yes"}],
}
ASSET = {
    "id": 4001,
    "companyID": 301,
    "configurationItemType": 2,
    "productID": 5001,
    "referenceTitle": "SRV-1",
    "serialNumber": "SN1",
    "installDate": "2024-03-01T00:00:00Z",
    "warrantyExpirationDate": "2027-03-01T00:00:00Z",
    "isActive": True,
    "notes": "Rack 4",
    "createDate": "2024-03-02T10:00:00Z",
    "rmmDeviceAuditOperatingSystem": "Debian GNU/Linux 13",
    "rmmDeviceAuditManufacturerID": 7,
}
OPTION = {
    "value": "5",
    "label": "Complete",
    "isDefaultValue": False,
    "sortOrder": 50,
    "parentValue": "",
    "isActive": True,
    "isSystem": True,
}
ROWS = {
    Entity.COMPANY_STATUS: {**OPTION, INACTIVE: False},
    Entity.COMPANY: COMPANY,
    Entity.COMPANY_SITE: LOCATION,
    Entity.CONTACT: CONTACT,
    Entity.ASSET: ASSET,
    Entity.TICKET_BOARD: OPTION,
    Entity.TICKET_STATUS: OPTION,
    Entity.TICKET_PRIORITY: OPTION,
}
