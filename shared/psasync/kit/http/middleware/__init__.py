"""Pure ASGI layers, outermost first: edge, time limit, body limit."""
