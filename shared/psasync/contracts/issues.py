"""The issue catalogue: what can be wrong with a record or a run, what it means, and what a person can do.

Adding a code is one entry here; the API, the troubleshooting page and the record view all read it.
"""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.vocabulary import Severity


class IssueCode(StrEnum):
    FIELD_REQUIRED = "field_required"
    FIELD_TOO_LONG = "field_too_long"
    FIELD_INVALID = "field_invalid"
    RECORD_UNREADABLE = "record_unreadable"
    PARENT_MISSING = "parent_missing"
    DESTINATION_REFUSED = "destination_refused"
    DESTINATION_AMBIGUOUS = "destination_ambiguous"
    DESTINATION_UNAVAILABLE = "destination_unavailable"
    DELETIONS_HELD = "deletions_held"
    CUSTOM_FIELD_VANISHED = "custom_field_vanished"
    MAPPING_INVALID = "mapping_invalid"
    SOURCE_GONE = "source_gone"
    CREDENTIALS_REFUSED = "credentials_refused"
    PERMISSION_MISSING = "permission_missing"
    ADDRESS_WRONG = "address_wrong"
    ADDRESS_FORBIDDEN = "address_forbidden"
    SOURCE_UNREACHABLE = "source_unreachable"
    SOURCE_TIMEOUT = "source_timeout"
    SOURCE_THROTTLED = "source_throttled"
    SOURCE_FAILED = "source_failed"
    SOURCE_ANSWER_INVALID = "source_answer_invalid"
    SYNC_UNKNOWN = "sync_unknown"
    SYNC_ARCHIVED = "sync_archived"
    PERIOD_REVERSED = "period_reversed"
    PERIOD_UNSUPPORTED = "period_unsupported"
    ENTITY_UNSUPPORTED = "entity_unsupported"
    CONFIRMATION_MISSING = "confirmation_missing"
    REQUEST_INVALID = "request_invalid"
    DEADLINE_PASSED = "deadline_passed"
    TOTALS_DIFFER = "totals_differ"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    severity: Severity
    title: str
    meaning: str
    action: str


_E, _W = Severity.ERROR, Severity.WARNING

CATALOGUE: dict[IssueCode, CatalogueEntry] = {
    IssueCode.FIELD_REQUIRED: CatalogueEntry(
        _E,
        "A required field is empty",
        "The destination cannot take the record because a field that it needs has no value in the PSA.",
        "Fill in the named field in the PSA. The record is tried again in the next run.",
    ),
    IssueCode.FIELD_TOO_LONG: CatalogueEntry(
        _E,
        "A field is too long",
        "The value in the PSA is longer than the destination takes.",
        "Shorten the named field in the PSA. The record is tried again in the next run.",
    ),
    IssueCode.FIELD_INVALID: CatalogueEntry(
        _E,
        "A field has a value that cannot be used",
        "The value in the PSA has the wrong form, for example text where a date belongs.",
        "Correct the named field in the PSA. The record is tried again in the next run.",
    ),
    IssueCode.RECORD_UNREADABLE: CatalogueEntry(
        _E,
        "The record could not be understood",
        "The PSA sent a record whose shape is not the documented one.",
        "Open the record in the PSA and save it again; if it stays, send the log to support.",
    ),
    IssueCode.PARENT_MISSING: CatalogueEntry(
        _W,
        "The record that it belongs to is missing",
        "The record names a company or board that has not been imported, so it would hang in the air.",
        "See why its parent was refused, or add the parent's kind to the sync. The record comes by itself once its "
        "parent is there.",
    ),
    IssueCode.DESTINATION_REFUSED: CatalogueEntry(
        _E,
        "The destination refused the record",
        "The destination answered, and did not take the record for its content.",
        "Read the destination's own words in the message, and correct the record in the source or the rule in the "
        "destination. The record is tried again in the next run.",
    ),
    IssueCode.DESTINATION_AMBIGUOUS: CatalogueEntry(
        _E,
        "The destination has several such records",
        "More than one record of the destination could stand for this one, and none is chosen by guessing.",
        "Merge or rename the duplicates in the destination. The record is tried again in the next run.",
    ),
    IssueCode.DESTINATION_UNAVAILABLE: CatalogueEntry(
        _E,
        "The destination did not take the record",
        "The destination failed for a technical reason, also after several tries.",
        "Nothing to do at first: the record is tried again in the next run. Look at the destination if it stays.",
    ),
    IssueCode.SOURCE_GONE: CatalogueEntry(
        _W,
        "The record is gone in the PSA",
        "The record was asked for by its id, and the PSA no longer has it.",
        "Nothing to do if it was deleted on purpose.",
    ),
    IssueCode.DELETIONS_HELD: CatalogueEntry(
        _W,
        "Too many records would be marked as deleted",
        "More records were missing from a complete read than the guard lets go at once. Nothing was marked.",
        "Look into the source. If the records are really gone, start a run with `allow_deletions: true`.",
    ),
    IssueCode.CUSTOM_FIELD_VANISHED: CatalogueEntry(
        _W,
        "A chosen custom field no longer exists",
        "The sync carries a custom field that the PSA does not declare any more. The other fields are carried on.",
        "Choose the field's successor in the sync, or take the field out of it.",
    ),
    IssueCode.MAPPING_INVALID: CatalogueEntry(
        _E,
        "The mapping does not fit",
        "The sync's mapping names fields that its records do not have, or that exclude each other.",
        "Correct the mapping of the sync as the message says.",
    ),
    IssueCode.CREDENTIALS_REFUSED: CatalogueEntry(
        _E,
        "The PSA refused the credentials",
        "The API keys of the connection are wrong, expired or disabled.",
        "Make new API keys in the PSA, enter them in the connection, and check it.",
    ),
    IssueCode.PERMISSION_MISSING: CatalogueEntry(
        _E,
        "The API user may not read this",
        "The PSA accepted the keys, but the security role of the API user is too small.",
        "Give the API user's role read access to the named kind of record.",
    ),
    IssueCode.ADDRESS_WRONG: CatalogueEntry(
        _E,
        "The PSA's address or company is wrong",
        "No PSA answers for this company at the address of the connection.",
        "Correct address, company and codebase in the connection, and check it.",
    ),
    IssueCode.ADDRESS_FORBIDDEN: CatalogueEntry(
        _E,
        "The address is not allowed",
        "The connection points, or was redirected, to an address that it may not call.",
        "Correct the address in the connection. Plain http, and the services' own machine, are for the operator to "
        "permit: `PSASYNC_PSA_PLAIN_HTTP_HOSTS`.",
    ),
    IssueCode.SOURCE_UNREACHABLE: CatalogueEntry(
        _E,
        "The PSA could not be reached",
        "No connection to the PSA was possible, also after several tries.",
        "Check the address in the connection and the PSA's status page. The next run tries again.",
    ),
    IssueCode.SOURCE_TIMEOUT: CatalogueEntry(
        _E,
        "The PSA did not answer in time",
        "The PSA took longer than the time limit, also after several tries.",
        "Nothing to do at first: the next run tries again.",
    ),
    IssueCode.SOURCE_THROTTLED: CatalogueEntry(
        _W,
        "The PSA limits the number of calls",
        "The PSA asked to slow down. The run waits and goes on by itself.",
        "If it happens often, lower the call budget of the connection or look for other integrations.",
    ),
    IssueCode.SOURCE_FAILED: CatalogueEntry(
        _E,
        "The PSA failed",
        "The PSA answered with an internal error, also after several tries.",
        "Look at the PSA's status page. The next run tries again.",
    ),
    IssueCode.SOURCE_ANSWER_INVALID: CatalogueEntry(
        _E,
        "The PSA's answer could not be read",
        "The answer is not what the PSA documents, for example a web page in place of data.",
        "Check the address in the connection; a proxy in between may answer in the PSA's place.",
    ),
    IssueCode.SYNC_UNKNOWN: CatalogueEntry(
        _E,
        "The sync does not exist",
        "The request names a sync that this tenant does not have.",
        "Correct the sync id in the request.",
    ),
    IssueCode.SYNC_ARCHIVED: CatalogueEntry(
        _E,
        "The sync is paused or archived",
        "The sync or its tenant does not take requests at the moment.",
        "Resume the sync and send the request again.",
    ),
    IssueCode.PERIOD_REVERSED: CatalogueEntry(
        _E,
        "The period ends before it begins",
        "The first date of the period is after its last.",
        "Swap the dates and send the request again.",
    ),
    IssueCode.PERIOD_UNSUPPORTED: CatalogueEntry(
        _E,
        "The sync does not support a period",
        "One of the sync's entities has no date that a period could go by.",
        "Use the default run, or name entities that support a period.",
    ),
    IssueCode.ENTITY_UNSUPPORTED: CatalogueEntry(
        _E,
        "The entity is not part of the sync",
        "The request names an entity that the sync does not carry or the PSA does not have.",
        "Correct the entities in the request.",
    ),
    IssueCode.CONFIRMATION_MISSING: CatalogueEntry(
        _E,
        "Importing again needs a confirmation",
        "The period already holds imported data, and importing it again can create duplicates.",
        "Send the request again with `confirmed: true` if that is what you want.",
    ),
    IssueCode.REQUEST_INVALID: CatalogueEntry(
        _E,
        "The request contradicts itself",
        "The request's fields do not fit together.",
        "Correct the request as the message says.",
    ),
    IssueCode.DEADLINE_PASSED: CatalogueEntry(
        _E,
        "The request was too old to start",
        "No executor could run the request before its deadline.",
        "Send the request again; see whether executors run and connections are free.",
    ),
    IssueCode.TOTALS_DIFFER: CatalogueEntry(
        _E,
        "The run's totals do not add up",
        "What the executor says it did and what arrived differ. Nothing is shown as complete that is not.",
        "Run the sync again, and send both logs to support.",
    ),
    IssueCode.INTERNAL: CatalogueEntry(
        _E,
        "An internal error",
        "Something happened that the software does not know how to handle.",
        "Send the log with the execution id to support. The next run tries again.",
    ),
}


class Issue(BaseModel):
    """One thing that is wrong, on one record or run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: IssueCode
    message: str = Field(max_length=500, description="What is wrong with this very record, without secrets.")
    field: str | None = Field(default=None, max_length=100)

    @property
    def severity(self) -> Severity:
        return CATALOGUE[self.code].severity
