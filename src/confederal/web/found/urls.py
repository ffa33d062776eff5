"""Addresses."""

from django.urls import path

from confederal.web.found import councils, practising, views

app_name = "found"
urlpatterns = [
    path("found/", views.begin, name="begin"),
    path("found/<uuid:draft>/", views.draft, name="draft"),
    path("found/<uuid:draft>/numbers/", views.numbers, name="numbers"),
    path("found/<uuid:draft>/founders/", views.founders, name="founders"),
    path("found/<uuid:draft>/founders/remove/", views.remove_founder, name="remove_founder"),
    path("found/<uuid:draft>/members/", views.members, name="members"),
    path("found/<uuid:draft>/members/match/", views.match, name="match"),
    path("found/<uuid:draft>/members/drop/", views.drop_list, name="drop_list"),
    path("found/<uuid:draft>/officers/", views.officers, name="officers"),
    path("found/<uuid:draft>/officers/remove/", views.remove_holding, name="remove_holding"),
    path("found/<uuid:draft>/rules/", views.rules, name="rules"),
    path("found/<uuid:draft>/rules/remove/", views.remove_rule, name="remove_rule"),
    path("found/<uuid:draft>/discard/", views.discard, name="discard"),
    path("found/<uuid:draft>/sign/", views.sign, name="sign"),
    path("found/seat/<uuid:token>/", views.seat, name="seat"),
    path("found/seat/<uuid:token>/enter/", views.enter, name="enter"),
    path("found/federation/", councils.begin, name="federation"),
    path("found/federation/<slug:template>/", councils.council, name="council"),
    path("found/forming/<body:body>/", councils.forming, name="forming"),
    path("b/<body:body>/join/<body:council>/", councils.join, name="join"),
    path("practice/", practising.practice, name="practice"),
    path("practice/begin/", practising.begin, name="begin_practice"),
    path("practice/<uuid:folder>/", practising.copy, name="copy"),
    path("practice/<uuid:folder>/others/", practising.others, name="others"),
    path("practice/<uuid:folder>/clock/", practising.clock, name="clock"),
    path("practice/<uuid:folder>/end/", practising.end, name="end"),
]
