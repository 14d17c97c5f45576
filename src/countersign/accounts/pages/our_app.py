"""The document by which platforms check who sends people to sign in there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from countersign.accounts import our_app


@require_safe
def document(request: HttpRequest) -> JsonResponse:
    """Who this installation is: its name, where people come back to, its public keys."""
    told = our_app.document()
    if told is None:
        raise Http404("this installation has no https address")
    answer = JsonResponse(told)
    # A new key must be seen by the platforms before it is used for long.
    answer["Cache-Control"] = "max-age=300"
    return answer
