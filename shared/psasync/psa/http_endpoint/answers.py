"""What an endpoint's answer says of each record that was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.contracts.issues import Issue, IssueCode
from psasync.psa.destination import Outgoing, Taken
from psasync.psa.toolkit.caller import said
from psasync.psa.toolkit.faults import Faults

_MAX_DEST = 200
_MAX_FIELD = 100
_NOT_NAMED = Taken(
    failed=Issue(code=IssueCode.DESTINATION_UNAVAILABLE, message="The endpoint's answer does not name the record.")
)


def taken_of(body: bytes, records: Sequence[Outgoing], faults: Faults) -> list[Taken]:
    """One verdict per record, in order. A success without `results` takes all of them."""
    answer = said(body)
    results = answer.get("results") if isinstance(answer, Mapping) else None
    if results is None:
        return [Taken() for _ in records]
    if not isinstance(results, list):
        raise faults.unreadable("the records", "its `results` are no list", body=body)
    by_id = {str(result["id"]): result for result in results if isinstance(result, Mapping) and "id" in result}
    return [_taken(by_id[one.source_id], faults) if one.source_id in by_id else _NOT_NAMED for one in records]


def refusal_of(body: bytes, status: int, faults: Faults) -> Issue | None:
    """A problem (RFC 9457, or any JSON object with words) as a refusal; None: the answer says nothing of the record."""
    problem = said(body)
    if not isinstance(problem, Mapping):
        return None
    words = next((problem[name] for name in ("detail", "message", "title") if isinstance(problem.get(name), str)), "")
    return _issue(IssueCode.DESTINATION_REFUSED, {**problem, "message": words}, f"answered {status}", faults)


def _taken(result: Mapping[str, Any], faults: Faults) -> Taken:
    match result.get("status"):
        case "ok":
            dest = result.get("dest")
            return Taken(dest=str(dest)[:_MAX_DEST] if isinstance(dest, str | int) and dest != "" else None)
        case "rejected":
            return Taken(refused=_issue(IssueCode.DESTINATION_REFUSED, result, "gave no reason", faults))
        case "failed":
            return Taken(failed=_issue(IssueCode.DESTINATION_UNAVAILABLE, result, "gave no reason", faults))
    return Taken(failed=_issue(IssueCode.DESTINATION_UNAVAILABLE, {}, "gave a status that is not documented", faults))


def _issue(code: IssueCode, said_of: Mapping[str, Any], otherwise: str, faults: Faults) -> Issue:
    """In the endpoint's own words, with its own code before them."""
    words = [said_of[name] for name in ("code", "message") if isinstance(said_of.get(name), str) and said_of[name]]
    quoted = faults.quoted(": ".join(words))
    field = said_of.get("field")
    return Issue(
        code=code,
        message=quoted or f"The endpoint {otherwise}.",
        field=field[:_MAX_FIELD] if isinstance(field, str) and field else None,
    )
