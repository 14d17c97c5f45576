"""The pages of this room, by theme."""
