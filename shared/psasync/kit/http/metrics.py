"""Counters of the HTTP interface, and the answer of /metrics."""

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.responses import Response

REQUESTS = Counter("psasync_http_requests_total", "Requests answered.", ("service", "method", "route", "status"))
SECONDS = Histogram(
    "psasync_http_request_seconds",
    "Time to answer: until the application is done with it.",
    ("service", "route"),
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
LIMITED = Counter("psasync_http_limited_total", "Requests answered 429 for a rate limit.", ("limit",))
STREAMS = Gauge("psasync_http_streams", "Event streams open.")
STREAMS_CUT = Counter("psasync_http_streams_cut_total", "Event streams ended from this side.", ("reason",))

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def observe(service: str, method: str, route: str, status: int, seconds: float) -> None:
    """`status` 0: the caller left before it was answered."""
    # Methods are the caller's words: an unknown one must not grow the label set.
    REQUESTS.labels(service, method if method in _METHODS else "other", route, str(status)).inc()
    SECONDS.labels(service, route).observe(seconds)


def metrics_response() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
