"""Writes the generated part of `psasync_client` from the documents in `docs/openapi` and `docs/asyncapi`.

Part of the repository, not of the package: `docs/generate.py` runs it.
"""

from collections.abc import Iterator
from pathlib import Path

from psasync_client_generator.formatting import formatted
from psasync_client_generator.interface import interface
from psasync_client_generator.model_code import model_modules
from psasync_client_generator.operation_code import operation_modules
from psasync_client_generator.schemas import combined

PACKAGE = Path(__file__).parents[1] / "psasync_client"


def client_code(docs: Path) -> Iterator[tuple[Path, str]]:
    """Every generated module with the content it should have."""
    interfaces = interface(docs)
    schemas = combined(interfaces)
    modules = {
        **{PACKAGE / "models" / name: code for name, code in model_modules(schemas).items()},
        **{PACKAGE / "operations" / name: code for name, code in operation_modules(interfaces, schemas).items()},
    }
    yield from formatted(modules).items()


def superfluous(written: set[Path]) -> Iterator[Path]:
    """Modules that were generated once, of a group or a service that is no more."""
    kept = written | {PACKAGE / "models/base.py", PACKAGE / "models/__init__.py"}
    for folder in ("models", "operations"):
        yield from sorted(set((PACKAGE / folder).glob("*.py")) - kept)
