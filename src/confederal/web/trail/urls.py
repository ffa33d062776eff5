"""Addresses."""

from django.urls import path

from confederal.web.trail import views

app_name = "trail"
urlpatterns = [
    path("b/<body:body>/right/<name:about>/", views.trail, name="trail"),
    path("why-not/<name:article>/", views.why_not, name="why_not"),
]
