"""The talk as an application of Django's."""

from django.apps import AppConfig


class Talk(AppConfig):
    """Listens to who is forgotten."""

    name = "confederal.web.talk"

    def ready(self) -> None:
        from confederal.web.talk import leaving  # noqa: F401  # it listens from here on; models come first
