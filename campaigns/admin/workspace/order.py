"""The order in which a book asks for attention."""

from django.db.models import Case, F, IntegerField, Value, When

from lifecycle.models import Band, Stage

_LAST = 5
_RANK = Case(
    When(state__stage="", then=Value(_LAST)),
    When(state__overdue=True, then=Value(0)),
    When(state__confirmed_band=Band.POOR, then=Value(1)),
    When(state__confirmed_band=Band.CONCERNING, then=Value(2)),
    When(state__stage=Stage.PROSPECT, then=Value(4)),
    When(state__isnull=True, then=Value(_LAST)),
    default=Value(3),
    output_field=IntegerField(),
)
# Overdue renewals, then poor and concerning health, the lowest score first; prospects follow, and
# at the end who has no stage: the pipeline and those who left.
ATTENTION = (_RANK.asc(), F("state__score").asc(nulls_last=True), "pk")
