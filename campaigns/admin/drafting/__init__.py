"""Pages on which the next version of a campaign is written, looked at and published."""
