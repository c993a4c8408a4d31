"""The complete PSASYNC_* environment of services in one test."""

from __future__ import annotations

from psasync_local import local_secrets, services
from psasync_local.ports import free_port


def service_environment(kafka: str, mongo: str, topic_prefix: str, database_prefix: str) -> dict[str, str]:
    """Servers, prefixes, fresh secrets, a free port for every service, and where the siblings and the simulator are."""
    ports = {service.name: free_port() for service in services.SERVICES}
    return {
        "PSASYNC_KAFKA_BOOTSTRAP": kafka,
        "PSASYNC_MONGO_URI": mongo,
        "PSASYNC_TOPIC_PREFIX": topic_prefix,
        "PSASYNC_MONGO_DATABASE_PREFIX": database_prefix,
        # Tests and benchmarks ask more often than people do; those of the limits set them anew.
        "PSASYNC_HTTP_REQUESTS_PER_MINUTE": "0",
        "PSASYNC_HTTP_REFUSALS_PER_MINUTE": "0",
        **local_secrets.generate(),
        **services.addresses(ports),
    }
