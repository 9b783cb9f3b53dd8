"""What happens to the customers of the demo book, told in days before today."""

from typing import NamedTuple


class Moment(NamedTuple):
    """How much the product is used, so many days ago; in between it changes evenly.

    `reach` is the share of seats that are active in a month, `rhythm` the share of those who
    come on a working day, both in percent.
    """

    ago: int
    reach: int
    rhythm: int


class Story(NamedTuple):
    """A kind of customer. Days count back from today; what lies ahead is negative.

    `starts` holds the first day of each term, the last one ending `ends` days ago. `missing`
    roles are held by nobody; `tickets` are defects open at the end.
    """

    name: str
    many: int
    starts: tuple[int, ...]
    ends: int
    usage: tuple[Moment, ...] = ()
    missing: tuple[str, ...] = ()
    churned: int | None = None
    gap: int = 0  # days between the first term's end and the second's start
    signed: int | None = None  # of the last term; with its start if left out
    silent: int = 0  # no reports for so many days
    tickets: int = 0
    sentiment: str = "healthy"
    quiet: int = 10  # days since anybody spoke with them
    spread: int = 4  # each of the many begins so many days before the one before
    by_age: bool = False  # usage goes by the customer's age of 60 days and not by today


_GROWING = (Moment(60, 5, 20), Moment(40, 30, 35), Moment(20, 55, 40), Moment(0, 70, 42))

STORIES = (
    Story("prospect", 3, (-12,), -377, missing=("instance_admin",), signed=5, spread=-10),
    Story("far prospect", 1, (-80,), -445, missing=("instance_admin", "champion"), signed=-60),
    Story("onboarding", 7, (2,), -363, _GROWING, quiet=5, spread=8, by_age=True),
    Story(
        "onboarding without an admin", 1, (11,), -354, _GROWING,
        missing=("instance_admin",), by_age=True,
    ),
    Story(
        "adopting", 8, (82,), -283,
        (Moment(120, 10, 25), Moment(60, 38, 30), Moment(0, 68, 36)), spread=5,
    ),
    Story(
        "slipping", 4, (170,), -195,
        (Moment(170, 40, 40), Moment(110, 72, 36), Moment(60, 60, 28), Moment(0, 34, 17)),
        tickets=6, sentiment="poor", quiet=41,
    ),
    Story(
        "slowing", 3, (140,), -225,
        (Moment(140, 30, 40), Moment(80, 74, 36), Moment(30, 66, 28), Moment(0, 58, 25)),
        missing=("economic_buyer",), tickets=3, sentiment="concerning", quiet=21, spread=9,
    ),
    Story(
        "about to flourish", 3, (104,), -261,
        (Moment(104, 20, 30), Moment(40, 70, 44), Moment(12, 82, 46), Moment(0, 91, 48)),
        spread=6,
    ),
    Story(
        "nurturing", 9, (150,), -215,
        (Moment(150, 30, 40), Moment(95, 84, 46), Moment(50, 90, 48), Moment(0, 93, 49)),
        spread=6,
    ),
    Story(
        "nurturing, falling off", 2, (175,), -190,
        (Moment(175, 60, 44), Moment(100, 92, 48), Moment(25, 86, 44), Moment(0, 61, 33)),
        tickets=2, sentiment="concerning", quiet=17,
    ),
    Story(
        "silent", 2, (130,), -235,
        (Moment(130, 30, 38), Moment(30, 66, 38)), silent=23, quiet=34,
    ),
    Story("never deployed", 1, (71,), -294, sentiment="concerning", quiet=46),
    Story(
        "renewing in good health", 4, (330,), -35,
        (Moment(170, 84, 46), Moment(0, 91, 47)), spread=-18,
    ),
    Story(
        "renewing at risk", 3, (325,), -40,
        (Moment(170, 78, 38), Moment(70, 62, 26), Moment(0, 41, 19)),
        missing=("champion",), tickets=5, sentiment="poor", quiet=33, spread=-14,
    ),
    Story("renewing, silent buyer", 1, (300,), -65, (Moment(170, 66, 37), Moment(0, 72, 38)),
          missing=("economic_buyer",), quiet=25),
    Story("overdue", 2, (374,), 9, (Moment(170, 60, 36), Moment(0, 55, 31)), quiet=19, spread=12),
    Story(
        "renewed, still weak", 2, (398, 33), -332,
        (Moment(170, 66, 34), Moment(80, 48, 24), Moment(0, 44, 18)),
        tickets=3, sentiment="concerning", quiet=28, signed=50, spread=2,
    ),
    Story(
        "renewed early", 2, (340, -25), -390,
        (Moment(170, 82, 44), Moment(0, 90, 47)), signed=20, spread=3,
    ),
    Story(
        "churned", 1, (420,), 55,
        (Moment(170, 30, 20), Moment(90, 12, 12), Moment(55, 3, 10)),
        churned=55, silent=55, quiet=70,
    ),
    Story(
        "returning", 1, (640, -20), -385,
        (Moment(170, 20, 22), Moment(160, 4, 10)), churned=275, gap=295, signed=6, silent=160,
    ),
    Story(
        "returned", 1, (700, 26), -339, (Moment(26, 6, 20), Moment(10, 48, 40), Moment(0, 63, 43)),
        churned=335, gap=309,
    ),
)  # fmt: skip
