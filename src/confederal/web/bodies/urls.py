"""Addresses."""

from django.urls import path

from confederal.web.bodies import views

app_name = "bodies"
urlpatterns = [path("b/<body:body>/", views.body, name="body")]
