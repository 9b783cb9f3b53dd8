"""Meetings: when hosts are free, who takes one, and the verbs that book, move and cancel."""
