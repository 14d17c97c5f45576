"""Every page that links lead the Public Information Officer to, at both widths and in both languages."""

import pytest
from browser_crawl import Shown, crawl
from browser_house import House

pytestmark = [pytest.mark.browser, pytest.mark.early]


def test_every_page_of_the_pio_is_whole_accessible_and_narrow_enough_in_both_languages(house: House, shown: Shown):
    crawl(house, shown, "Ana", each=2)
