"""The PDF, read back page by page where the machine has the means."""

import re
import shutil
import subprocess

import pytest

from lifecycle.models import BusinessReview, ReviewValue
from lifecycle.reviews import shown
from lifecycle.reviews.brand import Brand
from lifecycle.reviews.pdf import style
from lifecycle.reviews.pdf.file import write
from tests.factories.reviews import begun, filled

pytestmark = pytest.mark.django_db
BRAND = Brand("Vendor & Co", "Vendor Success", "#5b4bdb")
HARD = """# Heading

**Bold**, *italic*, `code <b>`, ~~gone~~ and [a link](https://example.com/?a=1&b=2).

1. First
   - nested
2. Second

> Quote of <script>

| A | B |
|---|---|
| 1 | LongWordWithoutAnySpacesThatMustBeBrokenSomewhereBecauseItIsLongerThanTheColumnOfTheTable |

```
code  & <tag>
```

---
Łódź, Žižkov, Ελλάδα, Москва, 日本語のテキスト, 中文, 한국어, عربى
"""


def pdf(review: BusinessReview, brand: Brand = BRAND) -> bytes:
    return write(shown.read(review), brand)


def words(file: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext on this machine (apt-get install poppler-utils)")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=file, capture_output=True)
    return done.stdout.decode()


def test_pdf_holds_title_sections_figures_and_sources():
    said = words(pdf(filled(begun())))
    for part in (
        "Review of the quarter", "Acme", "Vendor & Co", "4 Usage", "85 %", "target: above 80 %",
        "Source:", "newest 2025-12-31", "Ada Champ", "Sign-off", "Dec 2025",
    ):  # fmt: skip
        assert part in re.sub(r" +", " ", said), part


def test_pdf_numbers_its_pages():
    said = words(pdf(begun()))
    last = re.findall(r"(\d+) of (\d+)", said)[-1]
    assert last[0] == last[1] != "1"


def test_empty_point_is_left_open():
    assert words(pdf(begun())).count("Left open for our conversation.") == 4


def test_note_never_reaches_the_file():
    review = begun()
    review.sections.update(internal_note="They think of leaving")
    assert "leaving" not in words(pdf(review))


def test_any_text_can_be_printed():
    review = begun()
    review.account.name = "Grüße & Söhne <Ångström> " * 6
    review.title = "A title as long as it may be, with 日本語 and " * 3
    review.sections.filter(kind="strategy").update(body=HARD)
    ReviewValue.objects.create(review=review, use_case="x" * 120, expected="&" * 200, maturity=4)
    assert pdf(review).startswith(b"%PDF")


def test_long_section_flows_over_pages():
    review = begun()
    rows = "\n".join(f"| {number} | {'words ' * 30} |" for number in range(120))
    review.sections.filter(kind="roadmap").update(body=f"| A | B |\n|---|---|\n{rows}")
    assert pdf(review).startswith(b"%PDF")


def test_same_review_gives_the_same_file():
    review = begun()
    assert pdf(review) == pdf(review)


@pytest.mark.parametrize(
    ("colour", "white"), [("#5b4bdb", True), ("#ffdd00", False), ("#000000", True)]
)
def test_brand_colour_carries_ink_that_can_be_read(colour, white):
    assert (style.on(colour) == style.white) is white
