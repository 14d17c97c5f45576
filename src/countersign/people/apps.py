"""People as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who is who, and in what right."""

    name = "countersign.people"
    label = "people"
