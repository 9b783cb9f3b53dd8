"""Every starter mail in a real browser: fits 320 and 1200 points, light and dark, readable."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from campaigns.compose import Brand, compile_for, parse_copy
from campaigns.conditions import names
from campaigns.variables import samples

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STARTER = Path(__file__).resolve().parents[2] / "templates" / "emails" / "starter"
MAILS = sorted(STARTER.glob("*/*.md"))
MAILS = [file for file in MAILS if file.read_text(encoding="utf-8").startswith("---\nsubject")]
LONG = {"account_name": "Donaudampfschifffahrtsgesellschaft-" * 3, "contact_first_name": "Ada"}
LOGO = "https://portal.example/brand/logo.png"
BRANDS = {
    "name": Brand("Sourcegraph", "Technical Success", "1 Market Road, London", "#5b4bdb"),
    "pale, with logo": Brand("Vendor", "Team", "1 Road", "#ffe14d", LOGO, (160, 32)),
}
# What axe finds in the tables that mail programs need; they are marked as presentation.
NO_PAGE = {"region", "landmark-one-main", "page-has-heading-one"}


@pytest.fixture(scope="module", params=["light", "dark"])
def page(request, browser: Browser) -> Page:
    context = browser.new_context(color_scheme=request.param)
    page = context.new_page()
    page.route("https://**", lambda route: route.abort())  # pictures off
    yield page
    context.close()


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("file", MAILS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_mail_fits_and_passes_axe(file, brand, page):
    copy = parse_copy(file.read_text(encoding="utf-8"))
    mail = compile_for(copy, BRANDS[brand], names(copy.body)).render(samples() | LONG)
    for width in (320, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        page.set_content(mail.html)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    grave = {each["id"]: each["nodes"][0]["html"][:200] for each in found}
    assert {name: html for name, html in grave.items() if name not in NO_PAGE} == {}
