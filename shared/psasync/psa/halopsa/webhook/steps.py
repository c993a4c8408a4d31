"""What a person does in Halo: all of it where the API refuses to register, and the events in any case."""

from psasync.psa.halopsa.webhook.login import USER_NAME

STEPS = (
    "In Halo, open Configuration > Integrations > Webhooks, and there the one named PSA Sync, or else New.",
    "Payload URL: {address} - Webhook type: Standard webhook - Method: POST.",
    f"Authentication: Basic Authentication, with the user name {USER_NAME} and the password {{secret}}.",
    "Batching: off. Payload: the full object with its linked objects, where it can be chosen.",
    "Events: add New Ticket Logged, and every other event of tickets that shall be seen live, without conditions.",
    "Save it, and see that it is active.",
)
