"""What a notice is as a webhook: the shape that Standard Webhooks recommends."""

from datetime import datetime

import orjson

from psasync_results.notices.domain.deliveries import Message


def webhook_body(message: Message) -> bytes:
    """The same bytes at every attempt. A webhook holds one notice."""
    shown = message.shown[0]
    return orjson.dumps(
        {
            "type": f"psasync.notice.{message.kind}",
            "timestamp": shown.at,
            "data": {
                "notice": shown.notice,
                "tenant": shown.tenant,
                "sync": shown.sync,
                **shown.facts.model_dump(mode="json", exclude_none=True),
            },
        }
    )


def trial_body(at: datetime) -> bytes:
    """What a person has sent to see whether it arrives."""
    return orjson.dumps({"type": "psasync.notice.test", "timestamp": at, "data": {}})
