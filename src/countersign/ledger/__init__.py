"""The ledger's mathematics: a Merkle tree, its published tiles, signed checkpoints, proofs and the offline verifier.

Standard library and ``cryptography`` only; nothing here knows of the app. Reading order: ``tree`` (hashes and
proofs), ``leaf`` (what is published of a row), ``notes`` and ``checkpoint`` (what is signed), ``tiles`` (the files),
``publish`` (writing them), ``verify`` (checking them, or a database, with no trust in who wrote them), ``proof``
(one row, shown to somebody).
"""
