"""The people as an application of Django's."""

from django.apps import AppConfig


class People(AppConfig):
    """Listens to who is forgotten and forgets them too, and to who takes their data along."""

    name = "confederal.web.people"

    def ready(self) -> None:
        from confederal.web.accounts.leaving import forgotten, gathered
        from confederal.web.people.forgetting import on_forgotten, on_gathered

        forgotten.connect(on_forgotten)
        gathered.connect(on_gathered)
