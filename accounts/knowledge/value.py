"""Writes the business case: drivers, what is expected of them, and what came of it."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import timeline
from accounts.models import Account, EntryKind, User, ValueDriver, ValueReading, ValueStatus

Kind = ValueReading.Kind


@transaction.atomic
def expect(
    account: Account,
    driver: ValueDriver | None,
    *,
    title: str,
    expected: str,
    by: User | None,
    on: date,
    now: datetime,
    figure: Decimal | None = None,
    unit: str = "",
    owner: User | None = None,
) -> ValueDriver:
    """Add a driver, or change what is expected of one; the expectation before stays readable."""
    if not title.strip():
        raise ValueError("Name the driver.")
    if figure is None and not expected.strip():
        raise ValueError("Say what is expected, in words or as a figure.")
    new = driver is None
    found = ValueDriver(account=account, created_at=now) if new else driver
    before = (found.expected, found.expected_figure, found.unit)
    found.title, found.unit, found.owner = title.strip(), unit.strip(), owner
    found.expected, found.expected_figure = expected.strip(), figure
    found.save()
    if new or before != (found.expected, found.expected_figure, found.unit):
        _reading(found, Kind.EXPECTED, found.expected, figure, by=by, on=on, now=now)
        word = "expected" if new else "expected anew"
        _log(found, f"Value {word}: {found.title}", expected, figure, by=by, on=on, now=now)
    return found


@transaction.atomic
def achieve(
    driver: ValueDriver,
    *,
    status: str,
    achieved: str,
    by: User | None,
    on: date,
    now: datetime,
    figure: Decimal | None = None,
    as_of: date | None = None,
) -> ValueReading:
    """Write down where the driver stands; a reading older than the newest only joins the history.

    Raises ValueError when nothing is said or the day is still to come.
    """
    as_of = as_of or on
    if status not in ValueStatus.values:
        raise ValueError(f"“{status}” is no status; choose from {', '.join(ValueStatus.values)}.")
    if as_of > on:
        raise ValueError("The day of the figure is still to come.")
    if figure is None and not achieved.strip() and status == driver.status:
        raise ValueError("Say what was achieved, in words or as a figure.")
    locked = ValueDriver.objects.select_for_update().get(pk=driver.pk)
    if locked.achieved_on is None or as_of >= locked.achieved_on:
        locked.achieved, locked.achieved_figure = achieved.strip(), figure
        locked.achieved_on, locked.status = as_of, status
        locked.save()
    reading = _reading(
        locked, Kind.ACHIEVED, achieved.strip(), figure, by=by, on=as_of, now=now, status=status
    )
    word = ValueStatus(status).label.lower()
    _log(locked, f"Value of {locked.title}: {word}", achieved, figure, by=by, on=on, now=now)
    return reading


def _reading(
    driver: ValueDriver,
    kind: str,
    text: str,
    figure: Decimal | None,
    *,
    by: User | None,
    on: date,
    now: datetime,
    status: str = "",
) -> ValueReading:
    return ValueReading.objects.create(
        driver=driver,
        kind=kind,
        on=on,
        text=text,
        figure=figure,
        status=status or driver.status,
        author=by,
        created_at=now,
    )


def _log(driver: ValueDriver, title: str, text: str, figure, *, by, on: date, now) -> None:
    number = "" if figure is None else f"{figure.normalize():f} {driver.unit}".strip()
    body = "\n".join(part for part in (number, text.strip()) if part)
    timeline.log(driver.account, EntryKind.KNOWLEDGE, title, on=on, now=now, by=by, body=body)
