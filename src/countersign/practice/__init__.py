"""The practice platform: a small social network of our own, where an agency can try everything and nothing is public.

It stands alone: it imports nothing of the rest, and the rest reaches it only as it would reach any platform.
"""
