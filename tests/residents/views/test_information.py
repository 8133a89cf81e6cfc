"""Pages that explain."""

import pytest

from tests.browsing import Client, text_of


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/how-it-works", "Equal Shares"),
        ("/accessibility", "WCAG"),
        ("/privacy", "Cookies"),
        ("/attribution", "Contains Royal Mail data © Royal Mail copyright and database right 2025."),
    ],
)
async def test_a_page_that_explains(client: Client, path: str, words: str) -> None:
    assert words in text_of((await client.get(path)).main)
