"""The room of findings as a Django app."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Own contacts, watch-lists, the model in use, and how screening works."""

    name = "countersign.findings"
    label = "findings"
