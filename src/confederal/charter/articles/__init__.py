"""The articles, one file each, in the order of the printed charter, and which of them speak of which act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from confederal.charter.article import Article
from confederal.charter.articles import (
    advisors_have_no_vote,
    assembly_is_sovereign,
    authority_from_below,
    bound_by_mandate,
    commissions_end,
    convened_by_right,
    credentials_first,
    defence_under_the_unions,
    emergencies_widen_and_end,
    entrenched,
    every_sector_heard,
    expulsion_for_conduct,
    floors_out_of_competition,
    free_accord,
    hands_off_other_bodies,
    lowest_level_first,
    minorities_are_heard,
    money_without_strings,
    no_individual_measure,
    no_one_acts_alone,
    one_member_one_vote,
    open_books,
    paid_posts_serve,
    peers_agree_directly,
    quorum_and_notice,
    ratified_from_below,
    recall_at_any_time,
    sealed_register,
    seats_by_election,
    secret_ballot,
    standards_of_our_own,
    strikes_belong_to_strikers,
    takeover_from_below,
    tendencies_are_free,
    terms_and_rotation,
    the_affected_decide_technology,
    the_centre_guides,
    the_operator_serves,
    united_front,
    work_is_arranged_by_those_who_do_it,
)
from confederal.kernel.objection import Objection
from confederal.kernel.state import State

ARTICLES: tuple[Article, ...] = tuple(
    module.article
    for module in (
        authority_from_below,
        assembly_is_sovereign,
        one_member_one_vote,
        convened_by_right,
        quorum_and_notice,
        secret_ballot,
        seats_by_election,
        bound_by_mandate,
        recall_at_any_time,
        terms_and_rotation,
        advisors_have_no_vote,
        no_one_acts_alone,
        commissions_end,
        free_accord,
        hands_off_other_bodies,
        credentials_first,
        ratified_from_below,
        the_centre_guides,
        floors_out_of_competition,
        lowest_level_first,
        united_front,
        every_sector_heard,
        peers_agree_directly,
        tendencies_are_free,
        minorities_are_heard,
        expulsion_for_conduct,
        takeover_from_below,
        work_is_arranged_by_those_who_do_it,
        paid_posts_serve,
        no_individual_measure,
        standards_of_our_own,
        the_affected_decide_technology,
        strikes_belong_to_strikers,
        open_books,
        sealed_register,
        money_without_strings,
        emergencies_widen_and_end,
        defence_under_the_unions,
        entrenched,
        the_operator_serves,
    )
)
"""All of them, in the order of the chapters of DESIGN §2."""

NAMED: dict[str, Article] = {article.name: article for article in ARTICLES}

Check = Callable[[State, Any, Any], Iterator[Objection]]
MatterCheck = Callable[[State, str, Any, int], Iterator[Objection]]


def by_kind() -> tuple[dict[type, tuple[Check, ...]], dict[type, tuple[MatterCheck, ...]]]:
    """The checks by the act or matter they speak of, so that an act meets only its own articles."""
    acts: dict[type, list[Check]] = {}
    about: dict[type, list[MatterCheck]] = {}
    for article in ARTICLES:
        for kind, check in article.act_checks:
            acts.setdefault(kind, []).append(check)
        for matter, matter_check in article.matter_checks:
            about.setdefault(matter, []).append(matter_check)
    return (
        {kind: tuple(checks) for kind, checks in acts.items()},
        {matter: tuple(checks) for matter, checks in about.items()},
    )


CHECKS, MATTER_CHECKS = by_kind()
