"""Blanket approvals: one signature over a template, its allowed blanks and a period; filling within them is covered."""
