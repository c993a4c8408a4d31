"""A marketplace that sells products to customers: no PSA, but a source like one."""
