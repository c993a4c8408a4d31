"""The simulated Syncro: static tokens, page numbers of fixed size, lists without filters by time."""
