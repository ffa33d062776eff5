"""Addresses."""

from django.urls import path

from confederal.web.sittings import calling, meeting, minutes, putting, screen, speaking, table, telling

app_name = "sittings"
A_MEETING = "b/<body:body>/meetings/<int:step>/"
A_COUNT = "b/<body:body>/q/<int:step>/tell/"
urlpatterns = [
    path("b/<body:body>/meetings/", calling.list_of, name="list"),
    path("b/<body:body>/meetings/new/", calling.call, name="call"),
    path(A_MEETING, meeting.sitting, name="sitting"),
    path(f"{A_MEETING}open/", meeting.open_it, name="open"),
    path(f"{A_MEETING}end/", meeting.end_it, name="end"),
    path(f"{A_MEETING}second/<int:pending>/", meeting.second, name="second"),
    path(f"{A_MEETING}present/", meeting.present, name="present"),
    path(f"{A_MEETING}sheet/", meeting.sheet, name="sheet"),
    path(f"{A_MEETING}now/", meeting.take_up, name="take_up"),
    path(f"{A_MEETING}choose/", meeting.choose, name="choose"),
    path(f"{A_MEETING}choose/<int:number>/", meeting.choose_second, name="choose_second"),
    path(f"{A_MEETING}replace/<int:recall>/", meeting.replace, name="replace"),
    path(f"{A_MEETING}speakers/raised/", speaking.raised, name="raised"),
    path(f"{A_MEETING}speakers/", speaking.speak, name="speak"),
    path(f"{A_MEETING}put/<int:question>/", putting.put, name="put"),
    path(f"{A_MEETING}put/<int:question>/stand/", putting.stand, name="stand"),
    path(f"{A_MEETING}projector/", screen.projector, name="projector"),
    path(f"{A_MEETING}minutes/", minutes.minutes, name="minutes"),
    path(f"{A_MEETING}minutes/adopt/", minutes.adopt, name="adopt"),
    path("b/<body:body>/table/", table.table, name="table"),
    path("b/<body:body>/table/<int:pending>/", table.table_second, name="table_second"),
    path(A_COUNT, telling.tell, name="tell"),
    path(f"{A_COUNT}begin/", telling.begin, name="begin"),
    path(f"{A_COUNT}roll/", telling.mark, name="mark"),
    path(f"{A_COUNT}paper/", telling.paper, name="paper"),
    path(f"{A_COUNT}count/", telling.count, name="count"),
    path(f"{A_COUNT}correct/", telling.correct, name="correct"),
]
