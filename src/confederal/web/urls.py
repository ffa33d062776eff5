"""The addresses of the pages: one list a subject. A body is named by its whole identity; nothing personal is."""

from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, register_converter

from confederal.web import saying


class BodyConverter:
    """The identity of a body: 64 hexadecimal digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NameConverter:
    """A pseudonym, a seat or a place as the record writes it."""

    regex = "[^/]{1,160}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(BodyConverter, "body")
register_converter(NameConverter, "name")

UNBUILT = {
    "accounts": {"sign_in": "sign-in/", "keys": "me/", "sign_out": "sign-out/", "join": "join/"},
    "people": {"people": "b/<body:body>/people/", "member": "b/<body:body>/people/<name:who>/"},
    "found": {"begin": "found/", "practice": "practice/"},
    "questions": {"list": "b/<body:body>/q/", "raise": "b/<body:body>/q/new/"},
    "ballots": {"vote": "b/<body:body>/q/<int:step>/vote/", "count": "b/<body:body>/q/<int:step>/count/"},
    "sittings": {
        "list": "b/<body:body>/meetings/",
        "call": "b/<body:body>/meetings/new/",
        "sitting": "b/<body:body>/meetings/<int:step>/",
        "tell": "b/<body:body>/q/<int:step>/tell/",
    },
    "congress": {
        "congress": "b/<body:body>/congress/",
        "asked": "b/<body:body>/asked/",
        "question": "b/<body:body>/q/<int:step>/bodies/",
        "credentials": "b/<body:body>/credentials/<int:step>/",
    },
    "delegates": {"seat": "b/<body:body>/seats/<name:seat>/"},
    "maps": {"map": "map/"},
}
"""Addresses that are agreed on and not built yet: a link to them is no fault of the page that has it."""


def unbuilt(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    raise Http404


for subject, routes in UNBUILT.items():
    built = import_module(f"confederal.web.{subject}.urls").urlpatterns
    built += [
        path(route, unbuilt, name=name)
        for name, route in routes.items()
        if name not in {pattern.name for pattern in built}
    ]

urlpatterns: list[URLPattern | URLResolver] = [
    path("record/", saying.record, name="record"),
    *(
        path("", include(f"confederal.web.{subject}.urls"))
        for subject in settings.SUBJECTS
        if subject != "tour" or settings.DEMO
    ),
    path("language/", include("django.conf.urls.i18n")),
]

handler400 = "confederal.web.manners.bad_request"
handler403 = "confederal.web.manners.forbidden"
handler404 = "confederal.web.manners.not_found"
handler500 = "confederal.web.manners.failed"
