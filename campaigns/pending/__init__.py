"""Mails that have not left yet, and what people decide about single ones."""
