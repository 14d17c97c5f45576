"""Platforms and their terms, the communication strategy, official accounts and what their pages show, the register."""
