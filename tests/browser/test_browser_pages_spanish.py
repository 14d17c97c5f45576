"""Every page that links lead to, as everybody, at both widths, in Spanish."""

import pytest
from browser_crawl import EVERYBODY, Shown, crawl
from browser_house import House

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who or "nobody")
def test_every_page_in_spanish_is_whole_accessible_and_narrow_enough(house: House, shown: Shown, who: str):
    crawl(house, shown, who, "es")
