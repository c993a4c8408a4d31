"""Reading entities page by page: lists, short lists without pages, and single records by their ids."""
