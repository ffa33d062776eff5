"""Addresses."""

from django.urls import URLPattern, URLResolver

app_name = "delegates"
urlpatterns: list[URLPattern | URLResolver] = []
