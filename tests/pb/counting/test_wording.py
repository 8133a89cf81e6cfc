"""Every text of the counting core can be translated: it is marked as a whole where it is written, and spoken marked."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pb.counting
from pb.counting.completion import COMPLETIONS
from pb.counting.explaining import Sentence
from pb.counting.rules import RULES
from pb.counting.ties import TIE_BREAKINGS, cost_supporters_lot
from pb.counting.wording import AND, COMMA, PAID, TEMPLATES, Voice

MARKS = {"gettext", "ngettext"}


def marked() -> Iterator[str]:
    """What a program that collects texts for translation finds, without running anything."""
    for path in Path(pb.counting.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                yield from (
                    one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


def spoken() -> Iterator[str]:
    """What pages show in the reader's language."""
    for rule in RULES.values():
        yield from (rule.title, rule.explanation)
    yield from (completion.explanation for completion in COMPLETIONS.values())
    yield from (ties.explanation for ties in (*TIE_BREAKINGS.values(), cost_supporters_lot(())))
    yield from (*TEMPLATES.values(), AND, COMMA, PAID)


def test_every_text_that_is_spoken_is_marked_as_a_whole() -> None:
    found = set(marked())
    assert len(found) > 80
    assert not [text for text in spoken() if text not in found]


VOICE = Voice(
    money=lambda pence: f"{pence} ct",
    name=lambda project: f"«{project}»",
    translate=lambda text: {AND: "{first} und {last}", COMMA: "{first}; {next}", PAID: "{project}: {amount}"}.get(
        text, "DE " + text
    ),
    translate_count=lambda one, many, count: f"{{count}} × ({one if count == 1 else many})",
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Sentence("nobody"), "DE Nobody chose it."),
        (Sentence("tie-lost", {"projects": ["A", "B", "C"]}), "DE It stood level with «A»; «B» und «C»."),
        (Sentence("taken", {"taken": [["A", 5], ["B", 3]]}), "they also chose: «A»: 5 ct und «B»: 3 ct."),
        (Sentence("had-nothing", {"people": 1}), "DE 1 × (1 person) had nothing"),
        (Sentence("would-with-points", {"more": 2, "points": "7"}), "DE If 2 × (2 more people) had voted and"),
    ],
)
def test_a_sentence_is_said_in_the_language_of_the_reader(said: Sentence, words: str) -> None:
    assert words in VOICE.sentence(said)
