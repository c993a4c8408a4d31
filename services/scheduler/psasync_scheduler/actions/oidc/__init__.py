"""The OpenID Connect client: one provider, asked with time limits, believed only what its signature covers."""
