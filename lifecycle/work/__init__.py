"""The team's work on accounts: tasks, the documents written along the way, and who does what."""
