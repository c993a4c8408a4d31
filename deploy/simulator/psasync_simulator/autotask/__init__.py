"""A simulated Autotask: zones, headers, queries, metadata, limits, and writing of companies and contacts."""
