"""What people write: cleaned when it comes in, and made into safe HTML once, when it is stored."""

import re
import unicodedata

import nh3
from markdown_it import MarkdownIt

from web.language import _
from web.refusals import Refused

LONGEST_BODY = 10_000


class TextRefused(Refused):
    """What was written cannot be shown as it is."""


# Emphasis, lists, quotes and links: what people need under an idea. No headings (a page has its own), no pictures (they
# would tell another site who reads here), no HTML.
_MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 12}).enable(
    ["emphasis", "list", "link", "newline", "escape", "entity", "blockquote", "autolink"]
)
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
_SCHEMES = {"http", "https", "mailto"}

# Characters that turn text around or hide in it. Joiners stay where they belong: in Arabic and Indic words, in emoji.
_TURNING = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_STRAY_JOINER = re.compile("(?<![\u0600-\u0dff])[\u200c\u200d](?![\U0001f000-\U0001faff\u2640\u2642\u2695-\u27ff])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s+")
_MANY_LINES = re.compile(r"\n{3,}")


def one_line(text: str) -> str:
    """A title or a name: one line, no hidden characters, composed as people see it (NFC)."""
    return _SPACES.sub(" ", _visible(text)).strip()


def body_text(text: str) -> str:
    """A longer text: lines kept, hidden characters dropped. Its length is counted on this."""
    lines = _visible(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return _MANY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return _CONTROL.sub("", _STRAY_JOINER.sub("", _TURNING.sub("", composed)))


def to_html(text: str) -> str:
    """Markdown as HTML that is safe to show. Raises TextRefused beyond LONGEST_BODY characters."""
    cleaned = body_text(text)
    if len(cleaned) > LONGEST_BODY:
        raise TextRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": f"{LONGEST_BODY:,}"})
    return nh3.clean(
        _MARKDOWN.render(cleaned),
        tags=_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_only_outward,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )


def _only_outward(tag: str, name: str, value: str) -> str | None:
    """Links lead to other sites or to a mail address; one that pretends to be ours could be a button in disguise."""
    return value if name != "href" or value.partition(":")[0].lower() in _SCHEMES else None


_MARKS = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)|(?m:^[ \t]*(?:[-*+>]|\d{1,3}[.)])[ \t]+)|[*_\\]")


def first_words(text: str, longest: int = 140) -> str:
    """The beginning of a text for a list: marks of Markdown dropped, cut between words."""
    plain = " ".join(_MARKS.sub(r"\1", text).split())
    if len(plain) <= longest:
        return plain
    return plain[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def slug_of(name: str, longest: int = 60) -> str:
    """“Green & clean” → green-clean. Empty where the name has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:longest].strip("-")
