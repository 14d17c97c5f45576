"""The pages of this room, one theme per file."""
