"""The room as a Django app."""

from django.apps import AppConfig


class DirectiveConfig(AppConfig):
    """Text, versions, notes."""

    name = "countersign.directive"
    label = "directive"
