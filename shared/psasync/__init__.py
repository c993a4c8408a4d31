"""Contracts, kit and PSA adapters that every service shares."""
