"""The accounts as an application of Django's."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """Listens to what is recorded, to erase what is to be erased."""

    name = "confederal.web.accounts"

    def ready(self) -> None:
        from confederal.web.accounts import notices  # noqa: F401  # it listens from here on; models come first
