"""`/v2/admin/webhooks`: what is registered there, what was sent, and how it is signed."""
