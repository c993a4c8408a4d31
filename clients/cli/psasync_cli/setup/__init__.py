"""Setting a connection up: the fields that a system asks for."""
