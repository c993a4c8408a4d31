"""A simulated Kaseya BMS (API v2)."""
