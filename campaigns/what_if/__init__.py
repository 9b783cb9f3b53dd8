"""What would change if another policy or another version of a campaign were in force."""
