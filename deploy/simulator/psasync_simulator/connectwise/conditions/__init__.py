"""The language of the `conditions` query parameter: lexer, parser, evaluation, and what an index can use of it."""
