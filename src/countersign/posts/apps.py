"""The room of posts as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """Posts from the first draft to what a platform holds, with pictures, consents, rights and the crisis pause."""

    name = "countersign.posts"
    label = "posts"

    def import_models(self) -> None:
        """The tables of the room, and that of the words inside pictures, which stands beside what reads them."""
        super().import_models()
        import_module("countersign.posts.ocr.models")
