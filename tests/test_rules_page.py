"""The page of the rules gives each of them a number of its own."""

import re
from collections import Counter
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"


def test_no_two_rules_have_one_number():
    numbers = re.findall(r"^- \*\*([A-Z]+\d+)\b", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(numbers) > 100
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
