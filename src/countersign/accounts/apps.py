"""The room of accounts as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Platforms, terms, strategy, accounts, page checks and the public register."""

    name = "countersign.accounts"
    label = "accounts"
