"""The executor's database, one module per collection; every query stands here."""
