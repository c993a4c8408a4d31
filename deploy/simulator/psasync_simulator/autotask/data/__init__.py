"""How Autotask's records look."""
