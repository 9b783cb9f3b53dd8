"""Surveys: what is asked of whom and how often, what they answered, and what follows from it."""
