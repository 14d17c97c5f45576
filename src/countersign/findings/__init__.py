"""How texts are screened here: the agency's own words, its watch-lists, which model reads, and a page that says so."""
