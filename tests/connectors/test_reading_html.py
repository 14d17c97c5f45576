"""HTML as servers give it, read as a person reads it."""

import pytest

from countersign.connectors.htmltext import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Visits</p>", "Visits"),
        ("<p>One</p><p>Two<br />Three</p>", "One\n\nTwo\nThree"),
        ("<p>One</p>\n<p>Two</p>\n", "One\n\nTwo"),
        ("Open<br>from 8<br/>to 3", "Open\nfrom 8\nto 3"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>Fish &amp; chips &lt;b&gt; &#39;til &quot;noon&quot;</p>", 'Fish & chips <b> \'til "noon"'),
        (
            '<p><a href="https://doc.example.gov/a/long/way"><span class="invisible">https://</span>'
            '<span class="ellipsis">doc.example.gov/a/l</span><span class="invisible">ong/way</span></a></p>',
            "https://doc.example.gov/a/long/way",
        ),
        (
            '<a href="https://www.doc.example.gov/a/long/way">doc.example.gov/a/l…</a>',
            "https://www.doc.example.gov/a/long/way",
        ),
        ('<a href="https://evil.example/x">doc.example.gov/a/l…</a>', "doc.example.gov/a/l…"),
        ('<a href="https://evil.example/x">…</a>', "…"),
        (
            '<span class="h-card"><a href="https://s/@pat" class="u-url mention">@<span>pat</span></a></span> hi',
            "@pat hi",
        ),
        ('<p class="quote-inline">RE: <a href="u">u</a></p><p>Ours</p>', "Ours"),
        ("<script>alert('x')</script><style>p{}</style>seen", "seen"),
        ('look <img src="x" alt=":seal:"> here', "look :seal: here"),
        ("two  spaces", "two  spaces"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("</p></a>stray", "stray"),
        ("a\nb", "a b"),
    ],
)
def test_html_is_read_as_it_is_shown(html, text):
    assert text_of(html) == text
