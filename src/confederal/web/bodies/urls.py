"""Addresses."""

from django.urls import path

from confederal.web.bodies import views

app_name = "bodies"
urlpatterns = [
    path("b/<body:body>/", views.body, name="body"),
    path("b/<body:body>/rules/", views.rules, name="rules"),
    path("b/<body:body>/record/", views.record, name="record"),
    path("b/<body:body>/record/export.tar", views.export, name="export"),
    path("b/<body:body>/decisions/", views.decisions, name="decisions"),
    path("b/<body:body>/confirm/", views.awaited, name="awaited"),
    path("b/<body:body>/confirm/<int:step>/", views.confirm, name="confirm"),
]
