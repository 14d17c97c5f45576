"""The room of posts as a Django app."""

from django.apps import AppConfig


class PostsConfig(AppConfig):
    """Posts from the first draft to what a platform holds, with pictures, consents, rights and the crisis pause."""

    name = "countersign.posts"
    label = "posts"
