"""Whoever is not of a body sees nothing of it: every address there is, tried by a stranger and by nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from tests.web.conftest import settled
from tests.web.people import Member

from confederal.charter.template import load
from confederal.kernel.matters import Resolution
from confederal.stories.together import Together

pytestmark = pytest.mark.django_db

GIVEN = {
    "step": 12,
    "sitting": 12,
    "question": 12,
    "amendment": 12,
    "comment": 1,
    "file": 1,
    "poll": 1,
    "number": 1,
}


def addresses(resolver: URLResolver, above: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Every route below, with its converters."""
    for each in resolver.url_patterns:
        assert isinstance(each.pattern, RoutePattern) or above == ""
        route = above + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each, route)
        elif "<body:" in route:
            yield route, {}


def filled(route: str, body: str, other: str) -> str:
    """The route with this body, and something plausible for everything else it names."""
    parts: list[str] = []
    for part in route.split("/"):
        while "<" in part:
            start, _, rest = part.partition("<")
            named, _, end = rest.partition(">")
            kind, _, name = named.rpartition(":")
            value = str(GIVEN.get(name, 12))
            if kind == "body":
                value = body if not any(body in done for done in parts) else other
            elif kind in ("name", "str", "slug"):
                value = "m1"
            part = f"{start}{value}{end}"  # noqa: PLW2901
        parts.append(part)
    return "/" + "/".join(parts)


def test_no_address_of_a_body_answers_a_stranger(world: Together) -> None:
    world.found_assembly("harbour", load("worker_coop"), 14)
    world.found_assembly("tide", load("worker_coop"), 14)
    world.decide("harbour", Resolution(), "We buy a second van")
    settled(world)
    harbour, tide = world.bodies["harbour"], world.bodies["tide"]
    member, stranger, nobody = Member(world, ("harbour", "m1")), Member(world, ("tide", "m1")), Client()
    tried = 0
    for route, _ in addresses(get_resolver()):
        if route.startswith(("tour/", "invited/", "found/", "practice/")):
            continue  # the demo's own; and pages that name a body before anybody is of it
        address = filled(route, harbour, tide)
        for method in ("get", "post"):
            answer = getattr(stranger.client, method)(address)
            assert answer.status_code in (404, 405), (method, address, answer.status_code)
            unknown = getattr(stranger.client, method)(address.replace(harbour, "0" * 64))
            assert unknown.status_code == answer.status_code, (method, address)
            asked = getattr(nobody, method)(address)
            assert asked.status_code in (302, 404, 405), (method, address, asked.status_code)
            if asked.status_code == 302:
                assert asked["Location"].startswith("/sign-in/"), (method, address, asked["Location"])
        tried += 1
    assert tried > 40
    assert "second van" in member.sees(f"/b/{harbour}/")
