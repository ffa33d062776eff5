"""Addresses."""

from django.urls import path

from confederal.web.delegates import views

app_name = "delegates"
urlpatterns = [
    path("b/<body:body>/mine/", views.mine, name="mine"),
    path("b/<body:body>/seats/", views.seats, name="seats"),
    path("b/<body:body>/seats/<name:seat>/", views.seat, name="seat"),
    path("b/<body:body>/seats/<name:seat>/report/", views.report, name="report"),
    path("b/<body:body>/seats/<name:seat>/recall/", views.recall, name="recall"),
    path("b/<body:body>/seats/<name:seat>/follow/", views.follow, name="follow"),
    path("b/<body:body>/seats/<name:seat>/sign/", views.sign, name="sign"),
    path("b/<body:body>/seats/<name:seat>/resign/", views.resign, name="resign"),
]
