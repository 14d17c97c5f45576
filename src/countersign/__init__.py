"""Countersign: what an agency says on social media, said by someone entitled to, approved, kept and provable."""
