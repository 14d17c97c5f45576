"""Every page that links lead anybody else to, at both widths and in both languages."""

import pytest
from browser_crawl import Shown, crawl
from browser_house import House

pytestmark = [pytest.mark.browser, pytest.mark.early]

# The Director, who keeps the roster; two employees without an office, one of whom may post; nobody.
EVERYBODY = ("Dov", "Rita", "Lee", "Sam", "")


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who or "nobody")
def test_every_page_is_whole_accessible_and_narrow_enough_in_both_languages(house: House, shown: Shown, who: str):
    crawl(house, shown, who, each=1)
