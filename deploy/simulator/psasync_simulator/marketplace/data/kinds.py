"""The kinds of record that the simulated marketplace holds."""

from psasync_simulator.data.common_kinds import company_kind, contact_kind
from psasync_simulator.data.kind import Kind, parentless
from psasync_simulator.marketplace.data import contacts, customers, products

CUSTOMER = company_kind("customers", "customer", customers.build)
CONTACT = contact_kind("contacts", "contact", contacts.build)
PRODUCT = Kind("products", "product", lambda layout: layout.assets, parentless(products.build))
"""As many as a PSA has assets: a tenth of the other records."""

KINDS = (CUSTOMER, CONTACT, PRODUCT)
