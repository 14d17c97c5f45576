"""Connectors: one module per platform behind one interface, for publishing, reading back and listening.

Nothing here knows a database, a user or a rule of the agency. `found.connect` gives the connector of an account;
`interface` says what every connector can be asked; `errors` says what each failure means for the next step.
"""
