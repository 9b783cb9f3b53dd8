"""Pages that customers open from a link, without an account: their frame, guards and refusals."""
