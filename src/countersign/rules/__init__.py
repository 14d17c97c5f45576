"""The directive as code: packs, clauses, requirements, typed facts, and `decide`.

A library: standard library only, no database, no clock, no settings. Everything a requirement may know
arrives as frozen facts; everything it answers leaves as an outcome.
"""
