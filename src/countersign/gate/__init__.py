"""The one door: every governed act is asked and performed here, and leaves one row in the ledger."""
