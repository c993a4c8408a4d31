"""How Kafka is reached, and how its errors are told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError

from psasync_client.errors import ConnectionFailed, Timeout

WITHIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class KafkaConnection:
    """`options` go to aiokafka as they are: `security_protocol`, `ssl_context`, `sasl_mechanism` and the like."""

    bootstrap: str  # host:port, several with commas
    prefix: str = "psasync"  # of topic names
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)  # may hold a password
    within: float = WITHIN_SECONDS  # seconds that connecting, sending and committing may each take

    def topic(self, name: str) -> str:
        return f"{self.prefix}.{name}"

    def producer(self) -> Any:
        """Of aiokafka. What it has acknowledged is on all replicas, once and in order."""
        return AIOKafkaProducer(**self._arguments, acks="all", enable_idempotence=True)  # type: ignore[no-untyped-call]

    def consumer(self, name: str, **options: Any) -> Any:
        """Of aiokafka. Keeps its place when it is told to."""
        return AIOKafkaConsumer(  # type: ignore[no-untyped-call]
            self.topic(name), **self._arguments, **options, enable_auto_commit=False
        )

    @property
    def _arguments(self) -> dict[str, Any]:
        return {**self.options, "bootstrap_servers": [each.strip() for each in self.bootstrap.split(",")]}

    @contextmanager
    def translated(self, doing: str) -> Iterator[None]:
        """Errors of aiokafka as those of this client."""
        try:
            yield
        except (TimeoutError, KafkaTimeoutError) as error:
            raise Timeout(f"Kafka at {self.bootstrap} took too long: {doing}") from error
        except KafkaError as error:
            raise ConnectionFailed("Kafka", self.bootstrap, str(error) or type(error).__name__) from error
