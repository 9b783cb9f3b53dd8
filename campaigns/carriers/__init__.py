"""Carriers take finished mails to the outside world, each by its own road."""
