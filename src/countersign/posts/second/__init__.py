"""Asking the second reader about a finding in a post: a person asks, a worker sends, the opinion stands beside it."""
