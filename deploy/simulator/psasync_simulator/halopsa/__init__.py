"""A simulated HaloPSA: hosted instances, each at a path of its own."""
