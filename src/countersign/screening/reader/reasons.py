"""Why a model spoke, in words for whoever wrote or reads the text. Pages translate by the key."""

from collections.abc import Mapping

from ..categories import Category

WHY: Mapping[Category, str] = {
    Category.UNLAWFUL: "May promote something illegal",
    Category.VIOLENCE: "May threaten or praise violence",
    Category.COMMERCIAL: "May advertise a private business",
    Category.SEXUAL: "May be sexual or obscene",
    Category.FRAUD: "May be a scam or a false claim",
    Category.HARASSMENT: "May harass or intimidate a person",
    Category.HATE: "May disparage people for who they are",
    Category.PROFANITY: "May be profane",
    Category.PERSONAL_DATA: "May reveal something private about a person",
    Category.SECURITY: "May reveal how a facility is kept secure",
    Category.LEGAL: "May comment on litigation or an investigation",
    Category.PERSONNEL: "May tell of a personnel matter",
    Category.DISCREDIT: "May discredit the Department",
    Category.POLITICAL: "May campaign or take a political side",
}
KEYS: Mapping[Category, str] = {category: f"model-{category.value.replace('_', '-')}" for category in Category}
"""Stable names of these reasons."""
