"""The house of the posts' stories, for laws that are about all rooms at once."""

from posts.conftest import database, house

__all__ = ["database", "house"]
