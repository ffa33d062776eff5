"""Addresses: signing in, keys, joining, a lost key, leaving, being forgotten."""

from django.urls import URLPattern, URLResolver, path

from confederal.web.accounts import join, leaving, lost, me, sign_in, spoken

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("spoken/<slug:language>.json", spoken.spoken, name="spoken"),
    # signing in and out
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/challenge/", sign_in.challenge, name="challenge"),
    path("sign-in/answer/", sign_in.answer, name="answer"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("passkey/begin/", sign_in.begin_passkey, name="begin_passkey"),
    path("passkey/finish/", sign_in.finish_passkey, name="finish_passkey"),
    # joining with a card
    path("join/", join.join, name="join"),
    path("join/look/", join.look, name="look"),
    path("join/bind/", join.bind, name="bind"),
    path("invited/<body:body>/<name:member>/", join.join, name="invited"),
    # my page
    path("me/", me.keys, name="keys"),
    path("me/manner/", me.manner, name="manner"),
    path("me/mail/", me.mail, name="mail"),
    path("me/mail/none/", me.no_mail, name="no_mail"),
    path("me/devices/<int:stay>/end/", me.end_stay, name="end_stay"),
    path("me/devices/end/", me.end_stays, name="end_stays"),
    path("me/export/", leaving.export, name="export"),
    path("me/forget/", leaving.forget_me, name="forget_me"),
    path("forgotten/", leaving.forgotten_page, name="forgotten"),
    path("b/<body:body>/handle/", me.handle, name="handle"),
    path("b/<body:body>/keys/change/", me.change_key, name="change_key"),
    path("b/<body:body>/keys/veto/", lost.veto, name="veto"),
    path("b/<body:body>/seats/<name:seat>/accept/", me.accept_seat, name="accept_seat"),
    path("b/<body:body>/leave/", leaving.leave, name="leave"),
    path("b/<body:body>/forget/", leaving.forget, name="forget"),
    # a lost key
    path("lost/", lost.lost, name="lost"),
    path("lost/again/", lost.begin_again, name="begin_again"),
    path("lost/for/<str:asked>/", lost.new_key, name="new_key"),
    path("lost/<uuid:new>/", lost.whose, name="whose"),
    path("b/<body:body>/vouch/", lost.vouch, name="vouch"),
]
