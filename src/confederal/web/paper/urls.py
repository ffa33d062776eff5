"""Addresses of papers: beside the page of what is printed, ending in .pdf; and one page that lists them."""

from django.urls import path

from confederal.web.paper import views

app_name = "paper"
MEETING = "b/<body:body>/meetings/<int:step>"
PROPOSAL = "b/<body:body>/q/<int:step>"
urlpatterns = [
    path(f"{MEETING}/papers/", views.papers_of_a_meeting, name="papers"),
    path(f"{MEETING}/poster.pdf", views.poster, name="poster"),
    path(f"{MEETING}/agenda.pdf", views.agenda, name="agenda"),
    path(f"{MEETING}/appointment.ics", views.calendar, name="calendar"),
    path(f"{MEETING}/attendance.pdf", views.attendance, name="attendance"),
    path(f"{MEETING}/register.pdf", views.register, name="register"),
    path(f"{MEETING}/minutes.pdf", views.minutes, name="minutes"),
    path(f"{PROPOSAL}/ballots.pdf", views.ballots, name="ballots"),
    path(f"{PROPOSAL}/tally.pdf", views.tally, name="tally"),
    path(f"{PROPOSAL}/voted.pdf", views.voted, name="voted"),
    path(f"{PROPOSAL}/count.pdf", views.count, name="count"),
    path(f"{PROPOSAL}/decision.pdf", views.decision, name="decision"),
    path(f"{PROPOSAL}/instruction.pdf", views.instruction, name="instruction"),
    path(f"{PROPOSAL}/instruction/<body:branch>.pdf", views.instruction, name="instruction"),
    path("b/<body:body>/credentials/<int:sitting>/credentials.pdf", views.credentials, name="credentials"),
]
