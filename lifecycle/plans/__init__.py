"""Success plans: what is agreed with the customer, how far it has come, and the syncs about it."""
