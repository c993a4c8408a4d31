"""W3C trace context: one trace per execution, one span per page."""

from hashlib import blake2b


def page_traceparent(request: str | None, execution: str, seq: int) -> str:
    """Within the trace of the request if that has one; the same page always names the same span."""
    trace = request.split("-")[1] if request and request.count("-") == 3 else ""
    if len(trace) != 32:
        trace = blake2b(execution.encode(), digest_size=16).hexdigest()
    span = blake2b(f"{execution}/{seq}".encode(), digest_size=8).hexdigest()
    return f"00-{trace}-{span}-01"
