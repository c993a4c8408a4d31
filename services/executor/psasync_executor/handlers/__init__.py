"""What comes in from Kafka: stored, committed, nothing more."""
