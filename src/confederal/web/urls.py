"""The addresses of the pages: one list a subject. A body is named by its whole identity; nothing personal is."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.generic import RedirectView

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

urlpatterns: list[URLPattern | URLResolver] = [
    path("record/", saying.record, name="record"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}confederal/icon.svg")),
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
