"""Addresses."""

from django.urls import URLPattern, URLResolver, path

from confederal.web.accounts import spoken

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("spoken/<slug:language>.json", spoken.spoken, name="spoken"),
]
