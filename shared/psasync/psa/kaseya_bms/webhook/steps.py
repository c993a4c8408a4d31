"""How a person sets up the webhook where the API user may not."""

STEPS = (
    "In BMS, open Admin > Integrations > Webhooks and add a webhook.",
    "Enter as its payload URL: {address}",
    "Enter as its secret: {secret}",
    "Choose JSON as its content type, and every event of tickets: created, updated, deleted.",
    "Enable it and save.",
)
