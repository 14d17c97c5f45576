"""Composing, media, consents, rights, review, publishing, calendar."""
