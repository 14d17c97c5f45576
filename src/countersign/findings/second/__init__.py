"""The second reader: an endpoint of the agency's choosing that may give an opinion on a question, and nothing else.

Off until somebody turns it on. It is asked only when a person asks it, and never inside an act.
"""
