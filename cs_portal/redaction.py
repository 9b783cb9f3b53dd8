"""Keeps the tokens of public links out of the logs."""

import logging
import re

# Something short, a dot, and a signature: what every signed link of ours ends with.
_TOKEN = re.compile(r"(/[a-z]{1,12}/)[0-9a-z-]{1,41}\.[\w-]{43}")


class TokenFilter(logging.Filter):
    """Rewrites a line that shows a token; lets every line through."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        hidden = hide(line)
        if hidden != line:
            record.msg, record.args = hidden, ()
        return True


def hide(text: str) -> str:
    return _TOKEN.sub(r"\1…", text)
