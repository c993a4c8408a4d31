"""Where a platform is reached and with which key, by name."""
