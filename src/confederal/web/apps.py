"""The pages as Django's own application: templates, static files, translations."""

from django.apps import AppConfig


class Web(AppConfig):
    """What all subjects share."""

    name = "confederal.web"
    label = "web"
