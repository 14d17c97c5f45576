"""The directive itself: its text by version, how its clauses are read, and what changed from one to the next."""
