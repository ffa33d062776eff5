"""Addresses."""

from django.urls import path

from confederal.web.ballots import views

app_name = "ballots"
ONE = "b/<body:body>/q/<int:step>/"
urlpatterns = [
    path(f"{ONE}vote/", views.vote, name="vote"),
    path(f"{ONE}stand/", views.stand, name="stand"),
    path(f"{ONE}count/", views.count, name="count"),
    path(f"{ONE}count/sheet.<str:kind>", views.file, name="file"),
]
