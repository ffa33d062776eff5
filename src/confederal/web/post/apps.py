"""The post as an application of Django's."""

from django.apps import AppConfig


class Post(AppConfig):
    """Listens to who leaves and who asks for their data."""

    name = "confederal.web.post"

    def ready(self) -> None:
        from confederal.web.post import leaving  # noqa: F401  # it listens from here on; models come first
