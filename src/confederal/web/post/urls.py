"""Addresses."""

from django.urls import path

from confederal.web.post import views

app_name = "post"
urlpatterns = [
    path("me/mails/", views.mails, name="mails"),
    path("mails/off/<str:token>/", views.off, name="off"),
    path("b/<body:body>/follow-ups/", views.follow_ups, name="follow_ups"),
    path("b/<body:body>/q/<int:step>/follow-up/", views.follow_up, name="follow_up"),
    path("b/<body:body>/q/<int:step>/follow-up/<int:number>/done/", views.done, name="done"),
]
