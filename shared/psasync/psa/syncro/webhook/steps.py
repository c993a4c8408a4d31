"""How a person sets up the webhook: Syncro has no API for it."""

STEPS = (
    "In Syncro, open Admin > Notification Center and add a notification set, or edit one that is there.",
    "Enter as its webhook URL: {address}",
    "Tick Webhook for every event of tickets: created, status changed, comment added, and whatever else is listed.",
    "Save. Anyone who knows the address can send tickets in Syncro's name: show it to nobody.",
)
