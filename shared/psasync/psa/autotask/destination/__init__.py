"""Autotask as a destination for companies and contacts. What is documented nowhere stands behind a setting."""
