"""Models and enums, by datamodel-code-generator."""

import json
import re
import tempfile
from pathlib import Path

from datamodel_code_generator import InputFileType, OpenAPIScope, PythonVersion, generate
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import DatetimeClassType

from psasync_client_generator.schemas import Schemas

HEAD = '"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""\n'

_DOCSTRING = re.compile(r'^( +)"""\n +(.*?)\n +"""$', re.MULTILINE | re.DOTALL)


def model_modules(schemas: Schemas) -> dict[str, str]:
    """The code of each module of models, by file name."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "PSA Sync", "version": "1"},
        "paths": {},
        # A dot in a schema's name makes a module of what is before it.
        "components": {
            "schemas": {
                f"{module}.{title}": schema
                for module, models in sorted(schemas.models.items())
                for title, schema in sorted(models.items())
            }
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        generate(
            json.dumps(document),
            input_file_type=InputFileType.OpenAPI,
            output=Path(folder),
            output_model_type=DataModelType.PydanticV2BaseModel,
            openapi_scopes=[OpenAPIScope.Schemas],
            base_class="psasync_client.models.base.Model",
            target_python_version=PythonVersion.PY_311,
            output_datetime_class=DatetimeClassType.Awaredatetime,
            disable_timestamp=True,
            use_standard_collections=True,
            use_union_operator=True,
            use_schema_description=True,
            use_field_description=True,
            use_specialized_enum=True,
            use_subclass_enum=True,
            capitalise_enum_members=True,
            strict_nullable=True,
            set_default_enum_member=True,
            use_annotated=True,
            field_constraints=True,
            use_double_quotes=True,
            formatters=[],
        )
        return {path.name: _finished(path.read_text()) for path in sorted(Path(folder).glob("*.py"))}


def _finished(code: str) -> str:
    code = re.sub(r"^(#.*\n)+", "", code.lstrip())
    code = _DOCSTRING.sub(_docstring, code)
    # Words that a newer service adds must not break the reading of an answer.
    code = code.replace("from enum import StrEnum", "from psasync_client.models.base import OpenEnum")
    return HEAD + code.replace("(StrEnum)", "(OpenEnum)")


def _docstring(found: re.Match[str]) -> str:
    indent, text = found[1], found[2]
    return f'{indent}"""{text}\n{indent}"""' if "\n" in text else f'{indent}"""{text}"""'
