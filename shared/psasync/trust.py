"""Which certificate authorities outgoing HTTPS believes."""

import functools
import ssl

import httpx


@functools.cache
def authorities(*, from_environment: bool = False) -> ssl.SSLContext:
    """The same context for every client of this process; nobody changes it.

    Reading the authorities takes tens of milliseconds of processor time, during which nothing else of a process gets
    on: too long for each of a thousand connections that a night opens. `from_environment` heeds `SSL_CERT_FILE` and
    `SSL_CERT_DIR`.
    """
    return httpx.create_ssl_context(trust_env=from_environment)
