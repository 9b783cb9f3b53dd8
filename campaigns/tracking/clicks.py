"""Notes the first click of a person on a mail, and takes it back when it was a scanner's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from campaigns.models import ProviderEvent, ResponseKind, Touch, TouchResponse
from campaigns.tracking.heard import said
from campaigns.tracking.verdict import CLICKED, DELIVERED, Said, first_click


def note(heard: Mapping[int, Sequence[Said]]) -> None:
    """Judge the clicks of these mails anew: what is told later may show who it was."""
    news = {
        touch
        for touch, events in heard.items()
        if any(event.kind in (CLICKED, DELIVERED) for event in events)
    }
    clicks: dict[int, list[Said]] = defaultdict(list)
    for event in ProviderEvent.objects.filter(touch__in=sorted(news), kind=CLICKED):
        clicks[event.touch_id].append(said(event))
    if not clicks:
        return
    arrived = dict(Touch.objects.filter(pk__in=sorted(clicks)).values_list("pk", "sent_at"))
    delivered = ProviderEvent.objects.filter(touch__in=sorted(clicks), kind=DELIVERED)
    arrived |= dict(delivered.order_by("-at").values_list("touch_id", "at"))
    first = {touch: first_click(told, arrived=arrived.get(touch)) for touch, told in clicks.items()}
    TouchResponse.objects.filter(touch__in=sorted(clicks), kind=ResponseKind.CLICKED).delete()
    TouchResponse.objects.bulk_create(
        TouchResponse(touch_id=touch, kind=ResponseKind.CLICKED, at=at, source="a link of the mail")
        for touch, at in sorted(first.items())
        if at
    )
