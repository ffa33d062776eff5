"""Addresses."""

from django.urls import path

from confederal.web.questions import views

app_name = "questions"
urlpatterns = [
    path("b/<body:body>/q/<int:step>/", views.question, name="question"),
    path("b/<body:body>/q/<int:step>/support/", views.support, name="support"),
]
