"""Addresses."""

from django.urls import path

from confederal.web.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
