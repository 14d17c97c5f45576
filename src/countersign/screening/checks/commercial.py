"""A private business promoted: discount codes, links that earn money, offers to customers.

A job fair with forty employers, a vendor named, a public programme's own sign-up code are clear. A code
counts only beside words of buying.
"""

import re
import unicodedata
from collections.abc import Iterator

from ..categories import Category
from ..engine import Groups
from ..spelling import AFTER, BEFORE
from . import reasons
from .base import Check, Hit, Sight, always

_SALE = re.compile(
    rb"(?:\d ?%|\bpercent|\bpor ?ciento)[ -]*(?:off|discount|de desc|menos)|\$ ?\d+(?:\.\d\d)? off|"
    rb"\bdiscounts?\b|\bdescuentos?\b|\bpromo\b|"
    rb"\bcoupon|\bcup[o]n|\bcheckout\b|\bshop\b|\bstore\b|\btienda\b|\border\b|\bbuy\b|\bcompr[ae]|\bpurchase|"
    rb"\bsave \$?\d|\bahorr[ae]|"
    rb"\bfree (?:shipping|delivery|trial|month|coins?|drink|appetizer|side)|\bwaives?\b|\bsign up\b|"
    rb"\bdownload\b|\bfirst (?:month|order)|"
    rb"\bgratis\b|\bdeal\b|\bbogo\b|\breferral\b|\bactivate now|\blowest price|\bcoverage\b|\binvest|\bmenu\b"
)
_CODE_WORD = (
    r"(?:promo|discount|coupon|referral|offer|rebate)[ -]?codes?|(?:use|using|enter|with|w/|apply|mention|show|"
    r"our|my|the|add|type|give|"
    r"say|quote|usa|use|con|usando|ingresa|ingrese|pon|el|nuestro|mi)(?: (?:the|our|my|this|referral|promo|"
    r"discount|el|mi|nuestro|this special))? "
    r"(?:code|codigo|cupon)|codigo(?: de)? (?:promocional|descuento)|[,;:!.(] ?code"
)
_PUBLIC_CODE = re.compile(
    rb"\b(?:zip|area|penal|dress|building|fire|qr|bar|municipal|criminal|tax|ethics|access|meeting|pass|webinar|"
    rb"zoom|class|course|"
    rb"library card|registration|event|security|gate|door|postal)[ -]?codes?\b"
)


def _promo(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    given = unicodedata.normalize("NFKC", sight.view.as_given(start, end))
    if not re.search(r"[A-Za-zÑñ]", given) or not (given.upper() == given or re.search(r"\d", given)):
        return
    near = sight.view.before(start, 160) + b" " + sight.view.after(end, 120)
    if _SALE.search(near) and not _PUBLIC_CODE.search(sight.view.before(start, 30)):
        yield Hit(Category.COMMERCIAL, reasons.PROMO, start, end)


_FREE_OF_CHARGE = re.compile(
    rb"\b(?:adopt|adoption|spay|neuter|permit|license fee|fines?|fees?|vaccin|library|shelter|residents save|"
    rb"water bill|taxes?|"
    rb"fares?|transit|museum pass|property|scam|fraud|fake|beware|scheme|estafa)"
)


def _offer(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """Money off, said to customers; not a public fee that was lowered, not a warning about a scam."""
    start, end = groups[1]
    near = sight.view.before(start, 120) + b" " + sight.view.after(end, 120)
    if not _FREE_OF_CHARGE.search(near):
        yield Hit(Category.COMMERCIAL, reasons.OFFER, start, end)


def _profile_link(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A stranger's profile sells something; an agency's own links to its own page."""
    if sight.kind == "comment":
        yield Hit(Category.COMMERCIAL, reasons.OFFER, *groups[1])


_AFFILIATE = (
    r"(?:https?://|www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?:/[^\s]{0,200})?"
    r"(?:[?&/](?:ref|aff|affid|aff_id|affiliate|referral|partner|promo|coupon|discount)[=/][a-z0-9_-]{2,40}|"
    r"[?&]tag=[a-z0-9-]{2,40}-2[0-9]|/r/[a-z0-9_-]{3,40})|amzn\.to/[a-z0-9]{4,12}|"
    r"(?:shareasale|clickbank|awin1|rstyle|go2cloud)\.[a-z]{2,4}/[^\s]{1,120}"
)
_OFFERS = (
    r"tell (?:them|'em|him|her|donnie|em) (?:the |that )?[a-z' ]{2,40} sent (?:you|ya|u)|digan que van de parte de|"
    r"\d{1,2} ?(?:%|percent) off|\d{1,2} ?% de descuento|\$ ?\d{1,4} off|first (?:month|visit|bag|week|"
    r"session) (?:is )?(?:free|on (?:us|me)|\$1)|"
    r"buy (?:one|1),? get (?:one|1)|free consult(?:ation)?|consulta gratis|"
    r"(?:for|and get) your (?:exclusive )?(?:discount|deal)|\$0 down|zero down|0% down|1% down|"
    r"shop now|order (?:now|yours)!|compren? (?:ya|ahora|hoy)|llame (?:ya|hoy) (?:al|y)|best prices? in|lowest prices?|"
    r"affiliate link|(?:dm|inbox|message) (?:me|us) (?:to order|for (?:price|rates|a quote|the litter))|"
    r"mention this (?:post|ad)|(?:mention|show) (?:the city's|our|this) post"
)

CHECKS: tuple[Check, ...] = (
    Check(rf"{BEFORE}(?:{_CODE_WORD})[ :\"'=]{{0,3}}([a-z0-9\xf1]{{3,20}}){AFTER}", _promo),
    Check(rf"{BEFORE}({_AFFILIATE})", always(Category.COMMERCIAL, reasons.AFFILIATE)),
    Check(rf"{BEFORE}({_OFFERS}){AFTER}", _offer),
    Check(rf"{BEFORE}((?:link|links) (?:is |right )?in (?:my )?(?:bio|profile)){AFTER}", _profile_link),
)
