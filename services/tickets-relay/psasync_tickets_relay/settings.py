"""The relay's own settings."""

from dataclasses import replace

from pydantic import Field

from psasync.contracts.topics import TICKETS, TopicSpec
from psasync.kit.settings import CommonSettings, Port


class RelaySettings(CommonSettings):
    """Times in seconds, sizes in bytes."""

    relay_port: Port = 8104

    # The topic's retention is also the longest that an event stays in this process's memory.
    tickets_retention_seconds: float = Field(TICKETS.retention_ms / 1000, ge=1, le=3600)
    tickets_segment_seconds: float = Field((TICKETS.segment_ms or TICKETS.retention_ms) / 1000, ge=1, le=3600)

    webhook_max_bytes: int = Field(524_288, ge=1024, le=900_000)
    webhook_body_seconds: float = Field(10, gt=0, le=25)
    webhook_verify_seconds: float = Field(8, gt=0, le=20)
    webhook_publish_seconds: float = Field(5, gt=0, le=20)
    # What a PSA does about a 429 or 503 is not published for all: the bounds are wide, and a turn is waited for.
    webhook_per_minute: int = Field(6_000, ge=1, description="Of one connection.")
    webhook_burst: int = Field(1_000, ge=1)
    webhook_in_flight: int = Field(200, ge=1, description="Webhooks treated at the same time.")
    webhook_in_flight_per_connection: int = Field(50, ge=1)
    webhook_queue: int = Field(2_000, ge=1, description="Webhooks that wait for their turn, bodies still unread.")
    webhook_queue_seconds: float = Field(3, gt=0, le=10)
    webhook_replay_seconds: float = Field(600, ge=0)
    webhook_replay_entries: int = Field(100_000, ge=1)

    health_flush_seconds: float = Field(5, gt=0)
    health_retention_days: int = Field(90, ge=1)
    refusal_retention_days: int = Field(7, ge=1)

    relay_budget_part: float = Field(0.15, gt=0, le=1, description="The relay's part of a call budget.")
    upkeep_look_seconds: float = Field(2, gt=0, le=60, description="How often it is looked for upkeep that is due.")
    upkeep_seconds: float = Field(60, ge=1, le=600, description="The limit of one check, poll or fetched ticket.")
    registration_check_seconds: float = Field(
        86_400, ge=60, description="Between two looks at a webhook's registration that is well."
    )
    repair_seconds: float = Field(180, ge=1, description="Between two polls of a connection's tickets.")
    repair_grace_seconds: float = Field(45, ge=0, description="So long a change's webhook may take to come.")
    repair_overlap_seconds: float = Field(
        60, ge=0, le=3600, description="Read again each time: a PSA may show a change later than its time says."
    )
    repair_pages: int = Field(5, ge=1, le=100, description="Of one poll, at most.")
    repair_memory_hours: float = Field(
        24, ge=1, description="How long a change that was passed on is known, as a hash; polls may fail for so long."
    )
    repair_memory_entries: int = Field(100_000, ge=1, description="Of them, in the memory of one process.")
    whole_ticket_queue: int = Field(
        1_000, ge=1, description="Tickets of one connection that wait to be fetched; of all: ten times as many."
    )
    whole_ticket_seconds: float = Field(300, ge=1, description="How long one of them is tried.")

    stream_heartbeat_seconds: float = Field(15, gt=0, le=60)
    stream_send_seconds: float = Field(10, gt=0)
    stream_recheck_seconds: float = Field(5, gt=0, le=10)
    stream_backlog_events: int = Field(2_000, ge=1)
    stream_backlog_bytes: int = Field(8_388_608, ge=65_536)
    streams_per_key: int = Field(500, ge=1)
    streams_total: int = Field(20_000, ge=1)
    window_bytes: int = Field(67_108_864, ge=1_048_576)

    @property
    def tickets_topic(self) -> TopicSpec:
        return replace(
            TICKETS,
            retention_ms=round(self.tickets_retention_seconds * 1000),
            segment_ms=round(self.tickets_segment_seconds * 1000),
        )
