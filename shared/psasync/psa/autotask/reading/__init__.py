"""Pages of Autotask's records."""
