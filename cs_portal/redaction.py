"""Keeps the tokens of public links out of the logs."""

import logging

from campaigns.redaction import hide


class TokenFilter(logging.Filter):
    """Rewrites a line that shows a token; lets every line through."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        hidden = hide(line)
        if hidden != line:
            record.msg, record.args = hidden, ()
        return True
