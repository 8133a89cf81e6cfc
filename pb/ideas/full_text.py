"""Searching words in ideas: FTS5 on SQLite, tsvector on PostgreSQL. Whatever people type is only ever words."""

import re

from database import on_postgres

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 10
_LONGEST_QUERY = 200


def tokens(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def words_of(text: str) -> list[str]:
    """The words to look for: letters and digits alone, so that nothing in them can be an operator of a database."""
    return [word[:40] for word in tokens(text[:_LONGEST_QUERY])][:_MOST_WORDS]


def matching() -> str:
    """A condition on `idea i` with one parameter, from `all_of` or `any_of`."""
    if on_postgres():
        return "i.search @@ to_tsquery('idea_words', ?)"
    return "i.id IN (SELECT rowid FROM idea_search WHERE idea_search MATCH ?)"


def all_of(words: list[str]) -> str:
    """Every word, or a longer one that begins with it: people see results while they type."""
    return _joined(words, " & " if on_postgres() else " ")


def any_of(words: list[str]) -> str:
    return _joined(words, " | " if on_postgres() else " OR ")


def _joined(words: list[str], operator: str) -> str:
    return operator.join(f"'{word}':*" if on_postgres() else f'"{word}"*' for word in words)


def nearest() -> tuple[str, str]:
    """FROM and ORDER BY of a search for the nearest first; `FROM` takes the query as its one parameter."""
    if on_postgres():
        return (
            "to_tsquery('idea_words', ?) AS q JOIN idea i ON i.search @@ q",
            "ts_rank(i.search, q) DESC, i.id DESC",
        )
    return (
        """(SELECT rowid, bm25(idea_search, 4.0, 1.0) AS distance FROM idea_search WHERE idea_search MATCH ?) AS q
           JOIN idea i ON i.id = q.rowid""",
        "q.distance, i.id DESC",
    )
