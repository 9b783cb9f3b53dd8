"""A month in words and as a picture: nothing shown that is not said, the same bytes each time."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from campaigns.recaps.draw import draw
from campaigns.recaps.month import Month, from_json

FIGURES = {
    "figure_mau": "912",
    "figure_seats": "1,200",
    "figure_utilization": "76%",
    "figure_utilization_target": "80%",
    "figure_dau": "301",
    "figure_change_mau": "+38 (+4%)",
}
DAYS = tuple((date(2025, 10, day), 200 + day) for day in range(1, 32))
WHOLE = Month("Analytical Engines", "October 2025", FIGURES, DAYS, (("Batch Changes", 120),))


def test_alternative_text_says_all_that_the_picture_shows():
    for said in ("Analytical Engines", "October 2025", "912", "1,200", "76%", "80%", "+38 (+4%)"):
        assert said in WHOLE.alt
    for said in ("301 people on an average day", "231 at most, on 31 October", "Batch Changes 120"):
        assert said in WHOLE.alt


@pytest.mark.parametrize(
    "month",
    [
        WHOLE,
        Month("A", "May 2025", {}),
        Month("A", "May 2025", {"figure_mau": "0"}, ((date(2025, 5, 1), 0),)),
        Month("株式会社", "May 2025", FIGURES, DAYS[:1], (("W" * 80, 10**9), ("x", 1))),
        Month("Long " * 40, "February 2024", FIGURES, DAYS, (("f", 1),) * 5),
    ],
)
def test_picture_is_small_light_and_always_the_same(month):
    png = draw(month)
    assert png == draw(from_json(month.as_json))
    assert from_json(month.as_json) == month
    assert len(png) < 30_000
    image = Image.open(BytesIO(png)).convert("RGB")
    assert (image.width, image.format_description) == (1088, None) or image.width == 1088
    assert image.getpixel((40, 20)) == (255, 255, 255)
    assert 20 < len(month.alt) <= 400
