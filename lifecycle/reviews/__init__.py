"""Business reviews: figures frozen for a period, an agenda around them, held and signed off."""
