"""The kinds of record that the simulated marketplace holds."""

from psasync_simulator.data.kind import Kind, parentless
from psasync_simulator.data.layout import Layout
from psasync_simulator.marketplace.data import contacts, customers, products

CUSTOMER = Kind(
    "customers",
    "customer",
    lambda layout: layout.companies,
    parentless(customers.build),
    refused=lambda layout: layout.nameless_companies,
)
CONTACT = Kind(
    "contacts",
    "contact",
    lambda layout: layout.contacts,
    contacts.build,
    parent_of=Layout.company_of_contact,
    refused=lambda layout: layout.nameless_contacts,
)
PRODUCT = Kind("products", "product", lambda layout: layout.assets, parentless(products.build))
"""As many as a PSA has assets: a tenth of the other records."""

KINDS = (CUSTOMER, CONTACT, PRODUCT)
