"""Addresses."""

from django.urls import path

from confederal.web.questions import raise_views, views

app_name = "questions"
ONE = "b/<body:body>/q/<int:step>/"
urlpatterns = [
    path("b/<body:body>/q/", views.list_, name="list"),
    path("b/<body:body>/q/new/", raise_views.raise_, name="raise"),
    path("b/<body:body>/q/new/preview/", raise_views.preview, name="preview"),
    path("b/<body:body>/q/no-word/", raise_views.no_word, name="no_word"),
    path(ONE, views.question, name="question"),
    path(f"{ONE}support/", views.support, name="support"),
    path(f"{ONE}take-back/", views.withdraw, name="withdraw"),
    path(f"{ONE}secret/", views.secrecy, name="secrecy"),
    path(f"{ONE}paper/", views.paper, name="paper"),
    path(f"{ONE}open/", views.open_vote, name="open"),
    path(f"{ONE}wording/<int:paragraph>/", views.amend, name="amend"),
    path(f"{ONE}take/<int:amendment>/", views.take, name="take"),
    path(f"{ONE}put/<int:amendment>/", views.put_amendment, name="put_amendment"),
    path(f"{ONE}merge/", views.merge, name="merge"),
    path(f"{ONE}advise/", views.advise, name="advise"),
    path(f"{ONE}answer/<int:advice>/", views.answer, name="answer"),
    path(f"{ONE}hearing/", views.hearing, name="hearing"),
    path(f"{ONE}appeal/", views.appeal, name="appeal"),
    path(f"{ONE}minority/", views.minority, name="minority"),
]
