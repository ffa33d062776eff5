"""Addresses."""

from django.urls import path

from confederal.web.talk import views

app_name = "talk"
TALK = "b/<body:body>/q/<int:step>/talk/"
urlpatterns = [
    path(TALK, views.talk, name="talk"),
    path(f"{TALK}edit/<int:comment>/", views.edit, name="edit"),
    path(f"{TALK}delete/<str:kind>/<int:number>/", views.delete, name="delete"),
    path(f"{TALK}attach/", views.attach, name="attach"),
    path(f"{TALK}file/<int:number>/", views.file, name="file"),
    path(f"{TALK}ask/", views.ask, name="ask"),
    path(f"{TALK}answer/<int:poll>/", views.reply, name="reply"),
    path(f"{TALK}end/<int:poll>/", views.end, name="end"),
]
