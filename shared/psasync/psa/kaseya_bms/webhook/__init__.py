"""Live tickets: webhooks from BMS, and their registration."""
