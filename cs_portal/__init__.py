"""The wiring: settings, addresses, schedule and front page."""
