"""What mail providers tell of our mails: stored as it comes, acted on by the heartbeat, once."""
