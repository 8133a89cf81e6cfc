"""Numbers in addresses: `{idea:int}` means one that a database can hold; a longer one is an address not there."""

from starlette.convertors import IntegerConvertor, register_url_convertor


class DatabaseInteger(IntegerConvertor):
    regex = "[0-9]{1,18}"


def install() -> None:
    """Before any route is made, because routes keep the convertor they were made with."""
    register_url_convertor("int", DatabaseInteger())
