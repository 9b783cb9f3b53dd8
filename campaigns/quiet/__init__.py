"""The report of what was due and did not happen, by cause, and the health of delivery."""
