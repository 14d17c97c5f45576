"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The top room: it reads all others."""

    name = "countersign.desk"
    label = "desk"
