"""The page that machines ask whether the portal is well."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cs_portal import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while web, database and cluster are alive, else 503; says nothing that is secret.

    Mail that is late or in doubt is for people, who are told by `check_cluster` and the front
    page: a load balancer that stopped the web for it would make things worse.
    """
    try:
        problems = [found.code for found in health.silence(timezone.now())]
        answer = {"web": "ok", "database": "ok", "cluster": ", ".join(problems) or "ok"}
    except DatabaseError:
        problems = ["database"]
        answer = {"web": "ok", "database": "unreachable", "cluster": "unknown"}
    return JsonResponse({"ok": not problems, **answer}, status=503 if problems else 200)
