"""Acts of every kind in the language, well-formed and made up: generated from the closed union itself."""

from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect as types

from confederal.kernel.act import ACTS, Act, AnyAct

Hint = dict[str, st.SearchStrategy[Any]]
"""Values worth trying by what they are: steps, ids, keys, digests of the world that is attacked."""


def acts(hint: Hint) -> st.SearchStrategy[AnyAct]:
    """Any act there is, its values drawn from the world's own where they fit and made up otherwise."""
    return st.one_of([act_of(kind, hint) for kind in ACTS])


def act_of(kind: type[Act], hint: Hint) -> st.SearchStrategy[Any]:
    """An act of one kind."""
    return strategy(types.type_info(kind), hint).map(lambda raw: msgspec.convert(raw, AnyAct))


def strategy(info: types.Type, hint: Hint) -> st.SearchStrategy[Any]:
    """Plain JSON values that this type takes."""
    match info:
        case types.StructType():
            return structure(info, hint)
        case types.UnionType():
            return st.one_of([strategy(part, hint) for part in info.types])
        case types.NoneType():
            return st.none()
        case types.BoolType():
            return st.booleans()
        case types.IntType():
            least, most = info.ge if info.ge is not None else 0, info.le if info.le is not None else 2**53 - 1
            edges = [value for value in (0, 1, 2, least, most) if least <= value <= most]
            fitting = hint["int"].filter(lambda value: least <= value <= most)
            return st.one_of(st.sampled_from(edges), st.integers(least, most), fitting)
        case types.StrType():
            return words(info, hint)
        case types.EnumType():
            return st.sampled_from([member.value for member in info.cls])
        case types.VarTupleType():
            return st.lists(strategy(info.item_type, hint), max_size=3)
        case types.TupleType():
            return st.tuples(*(strategy(part, hint) for part in info.item_types)).map(list)
        case types.LiteralType():
            return st.sampled_from(info.values)
        case _:
            raise NotImplementedError(str(info))


def words(info: types.StrType, hint: Hint) -> st.SearchStrategy[str]:
    """Texts that fit: of the world where there are some, and made up."""
    if info.pattern is not None:
        made_up = st.from_regex(info.pattern, fullmatch=True).map(lambda text: text.strip("\n"))
        if "a-z0-9_.:-" in info.pattern:
            return st.one_of(hint["id"], made_up)
        return st.one_of(hint["digest"], made_up) if "64" in info.pattern else made_up
    if (info.min_length or 0) >= 20:
        return hint["key"]
    plain = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=20)
    return st.one_of(plain, st.sampled_from(["1/2", "2/3", "1/0", "0/1", "9/8", "-1/2", "half", "UTC"]))


def structure(info: types.StructType, hint: Hint) -> st.SearchStrategy[dict[str, Any]]:
    """Every field of a struct, and its tag."""
    fields = {field.encode_name: strategy(field.type, hint) for field in info.fields}
    if info.tag is not None and info.tag_field is not None:
        fields[info.tag_field] = st.just(info.tag)
    return st.fixed_dictionaries(fields)


@cache
def fields_of(kind: type[Act]) -> tuple[types.Field, ...]:
    """The fields of an act."""
    info = types.type_info(kind)
    assert isinstance(info, types.StructType)
    return info.fields


def example(info: types.Type) -> Any:
    """One plain value that this type takes, the same every time."""
    match info:
        case types.StructType():
            tag = {} if info.tag_field is None else {info.tag_field: info.tag}
            return tag | {field.encode_name: example(field.type) for field in info.fields}
        case types.UnionType():
            return example(info.types[0]) if not info.includes_none else None
        case types.NoneType():
            return None
        case types.BoolType():
            return False
        case types.IntType():
            return 1
        case types.StrType():
            return text_example(info)
        case types.EnumType():
            return next(iter(info.cls)).value
        case types.VarTupleType():
            return [example(info.item_type)]
        case types.TupleType():
            return [example(part) for part in info.item_types]
        case types.LiteralType():
            return info.values[0]
        case _:
            raise NotImplementedError(str(info))


def text_example(info: types.StrType) -> str:
    if info.pattern is None:
        return "x" * max(1, info.min_length or 1)
    if "64" in info.pattern and "63" not in info.pattern:
        return "a" * 64
    return "a" * 32 if "32" in info.pattern else "ab"
