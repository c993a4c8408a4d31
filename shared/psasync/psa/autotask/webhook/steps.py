"""What a person does where the registration is refused. Autotask's own pages make no webhooks."""

STEPS = (
    "In Autotask, open Admin > Security Levels, and there the security level of the API user.",
    "Let it create webhooks (Can create WebHooks), at least one, and see that it may read tickets.",
    "Register the webhook here again. Autotask then sends tickets to {address}; nothing is to be pasted there.",
)
