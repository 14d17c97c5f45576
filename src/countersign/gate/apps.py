"""The gate as a Django app."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """First of our rooms: everything governed goes through it."""

    name = "countersign.gate"
    label = "gate"
