"""The people as an application of Django's."""

from django.apps import AppConfig


class People(AppConfig):
    """Listens to who is forgotten, and forgets them too."""

    name = "confederal.web.people"

    def ready(self) -> None:
        from confederal.web.accounts.leaving import forgotten
        from confederal.web.people.forgetting import on_forgotten

        forgotten.connect(on_forgotten)
