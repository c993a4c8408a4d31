"""Asking for executions and following them over Kafka, for systems inside the trust boundary.

Whoever may write the topic of requests can act for every tenant: anybody else uses the HTTP clients. Needs the extra
`kafka` (`pip install psasync-client[kafka]`). Only awaited: Kafka clients work in the background.

The event models are generated from `docs/asyncapi`, like those of HTTP from `docs/openapi`. The services' own contracts
would be quick to import, but come with a distribution that depends on web and database drivers which a client has no
use for; and a client has to read what a newer service adds.
"""

from psasync_client.kafka.connection import KafkaConnection
from psasync_client.kafka.names import execution_id
from psasync_client.kafka.requests import Requested, Requests
from psasync_client.kafka.statuses import Statuses, StatusEvent

__all__ = ["KafkaConnection", "Requested", "Requests", "StatusEvent", "Statuses", "execution_id"]
