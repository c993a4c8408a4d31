"""Reading entities page by page: global lists, lists below a parent, and single records by their ids."""
