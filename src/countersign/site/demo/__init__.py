"""The demonstration: a believable, invented department, built through the real acts."""
