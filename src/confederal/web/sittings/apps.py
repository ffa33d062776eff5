"""Meetings as Django's own application: when somebody is forgotten, meetings forget them too."""

from django.apps import AppConfig


class Sittings(AppConfig):
    """Meetings."""

    name = "confederal.web.sittings"

    def ready(self) -> None:
        from confederal.web.sittings import keeping  # noqa: F401  # its receivers hear from here on
