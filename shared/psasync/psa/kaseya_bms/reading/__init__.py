"""Reading entities page by page: lists, rows that need calls of their own, locations inside accounts, lookups, ids."""
