"""Dates and numbers in Spanish as they are written in the United States.

Django's own Spanish writes 02/12/2026 for the second of December; here that reads as the twelfth of February.
"""

SHORT_DATE_FORMAT = "j b Y"
SHORT_DATETIME_FORMAT = "j b Y, H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
