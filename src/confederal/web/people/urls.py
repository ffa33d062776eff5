"""Addresses."""

from django.urls import path

from confederal.web.people import imports, invitations, locked, views

app_name = "people"
urlpatterns = [
    path("b/<body:body>/people/", views.people, name="people"),
    path("b/<body:body>/people/import/", imports.upload, name="import"),
    path("b/<body:body>/people/import/<uuid:upload>/", imports.preview, name="preview"),
    path("b/<body:body>/people/import/<uuid:upload>/sign/<slug:kind>/", imports.sign, name="sign_part"),
    path("b/<body:body>/people/import/<uuid:upload>/names/", imports.enter_names, name="enter_names"),
    path("b/<body:body>/people/import/<uuid:upload>/drop/", imports.drop, name="drop_import"),
    path("b/<body:body>/people/invite/", invitations.invite, name="invite"),
    path("b/<body:body>/people/invite/<name:who>/", invitations.invited, name="invited"),
    path("b/<body:body>/people/cards/", invitations.cards, name="cards"),
    path("b/<body:body>/people/confirm/<slug:kind>/", invitations.confirm_all, name="confirm_all"),
    path("b/<body:body>/people/list/", locked.locked_list, name="list"),
    path("b/<body:body>/people/list/card/", locked.make_card, name="keeper_card"),
    path("b/<body:body>/people/list/begin/", locked.begin, name="begin_list"),
    path("b/<body:body>/people/list/open/", locked.open_list, name="open_list"),
    path("b/<body:body>/people/list/hand-over/", locked.hand_over, name="hand_over"),
    path("b/<body:body>/people/list/anew/", locked.begin_anew, name="begin_anew"),
    path("b/<body:body>/people/<name:who>/", views.member, name="member"),
    path("b/<body:body>/people/<name:who>/row/", views.own_row, name="own_row"),
    path("b/<body:body>/people/<name:who>/erase/", views.erase, name="erase"),
]
