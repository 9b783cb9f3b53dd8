"""What the doors of the command line share: days as arguments, bars, one-line errors."""

from argparse import ArgumentTypeError
from collections import Counter
from datetime import date

from django.utils import timezone
from tqdm import tqdm


def iso_day(text: str) -> date:
    """An argparse type: a day written as 2026-03-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day; write it as 2026-03-01.") from None


def today() -> date:
    """The present day in the portal's time zone."""
    return timezone.localdate()


def bar(total: int, unit: str, *, stream) -> tqdm:
    """A progress bar on a terminal, silent anywhere else."""
    return tqdm(total=total, unit=f" {unit}", file=stream, disable=not stream.isatty())


def told(counts: Counter[str]) -> str:
    """The counts as one line, the names in the order they were first counted."""
    return ", ".join(f"{number} {name}" for name, number in counts.items()) or "nothing to do"
