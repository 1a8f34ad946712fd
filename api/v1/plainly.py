"""Rows of read models with the names of their fields: they are kept as lists, and told as objects."""

from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct


def plainly(value: Any) -> Any:
    """The value with every structure in it as a dictionary of its fields."""
    match value:
        case Struct():
            return {name: plainly(getattr(value, name)) for name in value.__struct_fields__}
        case tuple() | list():
            return [plainly(item) for item in value]
        case dict():
            return {key: plainly(item) for key, item in value.items()}
    return value


@cache
def with_names(kind: type[Struct]) -> type[Struct]:
    """A structure of the same fields that is told as an object: for the schema of `plainly`."""
    hints = get_type_hints(kind)
    parts = [(name, _twin(hints[name])) for name in kind.__struct_fields__]
    return msgspec.defstruct(kind.__name__, parts, kw_only=True, namespace={"__doc__": kind.__doc__})


def _twin(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Struct):
        return with_names(kind)
    arguments = tuple(_twin(each) for each in get_args(kind))
    if get_origin(kind) in (Union, UnionType):
        return reduce(or_, arguments)
    return get_origin(kind)[arguments] if arguments and get_origin(kind) in (tuple, list, dict) else kind
