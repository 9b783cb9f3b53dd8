"""The public pages of a contact: hub, success plan, business review."""
