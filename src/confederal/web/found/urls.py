"""Addresses."""

from django.urls import URLPattern, URLResolver

app_name = "found"
urlpatterns: list[URLPattern | URLResolver] = []
