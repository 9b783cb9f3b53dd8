"""Writing the next version of a campaign: drafts, their checks, previews and publishing."""
