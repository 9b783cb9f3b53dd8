"""The daily digest: what is new for a team member, as a mail and as a page."""
