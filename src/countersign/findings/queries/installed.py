"""The models on this machine, for rooms above that read texts with one that is not in use."""

from countersign.findings.installed import Installed, can_read, find, load, models

__all__ = ["Installed", "can_read", "find", "load", "models"]
