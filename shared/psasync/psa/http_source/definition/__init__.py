"""What a source is described by: plain data, checked as a whole before anything is called. Nothing in it executes."""

from psasync.psa.http_source.definition.models import Definition, EntityDefinition
from psasync.psa.http_source.definition.parsing import MAX_CHARACTERS, DefinitionError, parse

__all__ = ["MAX_CHARACTERS", "Definition", "DefinitionError", "EntityDefinition", "parse"]
