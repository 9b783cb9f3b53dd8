"""Public holidays of a host's country and region."""

from collections.abc import Iterable
from datetime import date
from functools import cache


def days(country: str, region: str, years: Iterable[int]) -> frozenset[date]:
    """None without a country, or with one that nobody knows any more."""
    if not country:
        return frozenset()
    return frozenset().union(*(_of_year(country, region, year) for year in years))


def unknown(country: str, region: str) -> str:
    """Why there are no holidays for the two; empty when there are, or when none are asked for."""
    if not country:
        return "A region needs its country." if region else ""
    known = _known()
    if country not in known:
        return f"No holidays are known for the country “{country}”; leave it empty for none."
    if region and region not in known[country]:
        some = ", ".join(known[country][:12])
        return f"“{region}” is no region with holidays of its own in {country}: {some or 'none'}."
    return ""


@cache
def _known() -> dict[str, list[str]]:
    import holidays  # thousands of calendars, which only few processes ask for

    return holidays.list_supported_countries()


@cache
def _of_year(country: str, region: str, year: int) -> frozenset[date]:
    import holidays

    if unknown(country, region):
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
