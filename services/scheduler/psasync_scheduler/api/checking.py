"""The answer of a credentials check."""

from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.port import CheckReport


class PermissionView(BaseModel):
    """Whether the records of one entity may be read."""

    entity: Entity
    readable: bool | None = Field(description="null: it could not be tried.")
    reason: str = Field(description="What stands in the way.")
    hint: str = Field(description="What to do about it.")


class CheckView(BaseModel):
    """What the PSA says to the credentials."""

    ok: bool
    system_version: str | None
    server_time_zone: str | None
    error_kind: ErrorKind | None
    message: str
    readable: dict[Entity, bool]
    code: str | None = Field(default=None, description="Of the issue catalogue.")
    hint: str = Field(default="", description="What to do about it.")
    fields: list[str] = Field(
        default=[], description="Where in the connection to look, as `settings.<name>` or `secrets.<name>`."
    )
    permissions: list[PermissionView] = []
    discovered: dict[str, str] = Field(
        default={}, description="What the system said of itself: region, zone, codebase, tenant ..."
    )

    @classmethod
    def of(cls, report: CheckReport) -> "CheckView":
        return cls(
            ok=report.ok,
            system_version=report.system_version,
            server_time_zone=report.server_time_zone,
            error_kind=report.error_kind,
            message=report.message,
            readable=dict(report.readable),
            code=report.code,
            hint=report.hint,
            fields=list(report.fields),
            permissions=[PermissionView.model_validate(probe, from_attributes=True) for probe in report.probes],
            discovered=dict(report.discovered),
        )
