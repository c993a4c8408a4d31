"""Lists and single records of a described source."""
