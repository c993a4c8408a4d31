"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""
