"""Public pages of booking: what is offered, and the visitor's own meeting."""
