"""Renders the practice platform's pages by themselves: nothing that the rest of the site adds to its pages comes in."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates


@cache
def _engine() -> DjangoTemplates:
    folder = Path(__file__).with_name("templates")
    return DjangoTemplates({"NAME": "practice", "DIRS": [folder], "APP_DIRS": False, "OPTIONS": {}})


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page that a template of ours makes, kept out of search engines."""
    body = _engine().get_template(f"practice/{template}").render(context, request)
    return unlisted(HttpResponse(body, status=status))


def unlisted(response: HttpResponse) -> HttpResponse:
    """The same answer, asking search engines to leave it out."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
