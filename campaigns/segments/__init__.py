"""Saved questions about the book, and letting a campaign go to who they find."""
