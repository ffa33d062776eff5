"""Addresses."""

from django.urls import path

from confederal.web.congress import views

app_name = "congress"
urlpatterns = [
    path("b/<body:body>/congress/", views.congress, name="congress"),
    path("b/<body:body>/congress/remind/", views.remind, name="remind"),
    path("b/<body:body>/congress/rolls/", views.rolls, name="rolls"),
    path("b/<body:body>/q/<int:step>/bodies/", views.question, name="question"),
    path("b/<body:body>/q/<int:step>/bodies/vote/", views.cast, name="cast"),
    path("b/<body:body>/credentials/<int:sitting>/", views.credentials, name="credentials"),
    path("b/<body:body>/credentials/<int:sitting>/take/", views.take, name="take"),
    path("b/<body:body>/credentials/<int:sitting>/appeal/<body:branch>/", views.appeal, name="appeal"),
    path("b/<body:body>/asked/", views.asked, name="asked"),
    path("b/<body:body>/instruct/<body:council>/<int:question>/", views.instruct, name="instruct"),
    path("b/<body:body>/ratify/<body:council>/<int:question>/", views.ratify, name="ratify"),
    path("b/<body:body>/binding/", views.binding, name="binding"),
]
