"""Autotask's queries: bodies, filters, pages."""
