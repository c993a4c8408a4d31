"""Simulated records, derived from (seed, kind, id, version) whenever they are asked for; of no system in particular."""
