"""What adapters of HTTP systems share: addresses, exchanges, errors, paging, mapping. It knows no system."""
