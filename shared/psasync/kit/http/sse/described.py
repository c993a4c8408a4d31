"""What an event stream sends, for its OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

EXTENSION = "x-events"
"""In an operation: the schema of each event's data, by the event's name. OpenAPI 3.1 has no word for it."""

_REF = "#/components/schemas/{model}"


def stream_of(**events: type[BaseModel]) -> dict[str, Any]:
    """For the `openapi_extra` of a route that answers with such events."""
    return {
        EXTENSION: {
            name: model.model_json_schema(ref_template=_REF, mode="serialization") for name, model in events.items()
        }
    }


def describe(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put the schemas of a stream's events where all schemas are."""
    events: Mapping[str, Any] = operation.get(EXTENSION, {})
    if not events:
        return
    references = {}
    for name, schema in events.items():
        inner = schema.pop("$defs", {})
        schemas.update({title: each for title, each in inner.items() if title not in schemas})
        schemas[schema["title"]] = schema
        references[name] = {"$ref": _REF.format(model=schema["title"])}
    operation[EXTENSION] = references
