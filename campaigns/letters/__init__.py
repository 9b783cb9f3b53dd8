"""Single mails outside of campaigns, each planned once and sent by the heartbeat."""
