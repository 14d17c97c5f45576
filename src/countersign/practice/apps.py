"""The practice platform as a Django application."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Stand-alone: its tables, pages and interface depend on no other application."""

    name = "countersign.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"
