"""What can stand in an address: numbers and texts that a database can hold. Anything else is an address not there."""

from starlette.convertors import IntegerConvertor, StringConvertor, register_url_convertor


class DatabaseInteger(IntegerConvertor):
    regex = "[0-9]{1,18}"


class DatabaseText(StringConvertor):
    """Without control characters: PostgreSQL takes no NUL, and no name of ours has any."""

    regex = r"[^/\x00-\x1f\x7f]+"


def install() -> None:
    """Before any route is made, because routes keep the convertor they were made with."""
    register_url_convertor("int", DatabaseInteger())
    register_url_convertor("str", DatabaseText())
