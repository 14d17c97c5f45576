"""The requirement kinds, by theme. Importing this package registers all of them.

A kind reads facts and parameters and nothing else. It reads every fact it declares before it answers anything, so
that an act whose facts are not all known is never allowed; an empty list where something must be named is never met.
"""

from countersign.rules.kinds import accounts, content, mandates, records, screening, signing

__all__ = ["accounts", "content", "mandates", "records", "screening", "signing"]
