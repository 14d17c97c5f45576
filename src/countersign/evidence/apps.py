"""Evidence as a Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Second of our rooms: what others rest on as proof."""

    name = "countersign.evidence"
    label = "evidence"
