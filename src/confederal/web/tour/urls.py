"""Addresses of the tour. They exist in the demo only: elsewhere `web/urls.py` leaves them out."""

from django.urls import path

from confederal.web.tour import views

app_name = "tour"
urlpatterns = [
    path("tour/", views.start, name="start"),
    path("tour/step/<int:number>/<int:turn>/", views.go, name="go"),
    path("tour/people/", views.people, name="people"),
    path("tour/become/<slug:person>/", views.become, name="become"),
    path("tour/clock/", views.clock, name="clock"),
    path("tour/reset/", views.reset, name="reset"),
    path("tour/manager/", views.manager, name="manager"),
    path("tour/operator/", views.operator, name="operator"),
    path("tour/operator/alter/", views.alter, name="alter"),
    path("tour/operator/restore/", views.restore, name="restore"),
]
