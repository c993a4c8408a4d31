"""Reading entities page by page: lists, sites out of customers, what settings declare, and single records."""
