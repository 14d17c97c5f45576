"""What the composer is made of: what it shows, its helps, colleagues on a draft, templates, posting times."""
