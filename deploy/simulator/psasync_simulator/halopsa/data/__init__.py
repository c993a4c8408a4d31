"""How the simulated records look in HaloPSA."""
