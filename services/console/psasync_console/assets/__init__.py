"""What the pages are made of and others wrote: fetched by exact version and sum, built once, served from here alone."""
