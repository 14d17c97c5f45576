"""The house of the posts' stories, for laws that are about all rooms at once."""

from posts.conftest import built, database, house

__all__ = ["built", "database", "house"]
