"""Step 2 of a page: the destinations that a sync can write to."""
