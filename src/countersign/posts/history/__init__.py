"""An account's history from the archive its platform gives: tried first, then taken over as one act, or thrown away."""
