"""The OpenAPI document: every operation's errors are problems, and streams say what their events hold."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from psasync.kit.http.problems import MEDIA_TYPE, ProblemBody
from psasync.kit.http.sse.described import describe

_FASTAPI_SCHEMAS = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    def document() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _build(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way to change the document


def _build(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description or None, routes=app.routes)
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FASTAPI_SCHEMAS:
        schemas.pop(name, None)
    # A local $defs is out of place in OpenAPI: the models inside go beside it.
    problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for operations in document.get("paths", {}).values():
        for operation in operations.values():
            _answer_problems(operation)
            describe(operation, schemas)
    return document


def _answer_problems(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422", "")):
        del responses["422"]
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses["default"] = {"description": "What went wrong", "content": content}
