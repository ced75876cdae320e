"""The world in memory shows what the real service shows: 200 walks through both, compared after each action."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.study.world import Hosted
from tests.support.shipped_flows import shipped_catalogue
from tests.support.told_pages import PageWalk
from tests.support.walks import THEMES, Walk

WALKS, CHUNKS = 200, 4

# What has to be met by each quarter of the walks; what is missing is not compared.
ACTIONS = (
    *(
        "Open entry",
        "Open state",
        "Open document",
        "Open page",
        "Post",
        "Post back",
        "Post of an earlier form",
        "double Post",
    ),
    *(
        "double Post",
        "stale Post",
        "gate passed",
        "gate failed",
        "gate blank",
        "Advance",
        "Advance by days",
        "PutRow",
        "take row",
    ),
    *("SayAnswer", "service fails"),
)
SEEN = (
    *("screen 200", "screen 422", "screen 429", "view 200", "paper 200", "plain 200", "shut 200", "none 404"),
    *("earlier form", "mails", "mails of timers", "calls", "secrets kept", "to be typed again", "tries left"),
)
NOTICES = (
    *("anothers", "attempt_erased", "begun", "draft_erased", "draft_kept", "elsewhere", "expired", "idle", "left"),
    *("left_before", "never_begun", "not_open", "open_all_day", "open_too_long", "paused", "paused_network"),
    *("signed_out", "signed_out_before", "stale", "stale_secret", "taken_over", "too_late", "too_many_begun"),
    *("too_many_mails", "unused"),
)
PROBLEMS = (
    *("const", "enum", "format", "gate", "maxLength", "minLength", "pattern", "refused", "required", "type"),
    *("x-confirms", "x-rules", "before"),
)
NEEDED = (
    *(f"action: {one}" for one in ACTIONS),
    *(f"seen: {one}" for one in SEEN),
    *(f"notice: {one}" for one in NOTICES),
    *(f"problem: {one}" for one in PROBLEMS),
    *(f"limit: {one}" for one in ("tries", "retention", "dead code")),
    *(f"code: {one}" for one in ("valid", "expired", "used")),
    *(f"browser: {one}" for one in ("A", "B")),
)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_world_shows_what_the_service_shows(chunk: int) -> None:
    hosted, met = Hosted(shipped_catalogue()), Counter[str]()
    for seed in range(chunk, WALKS, CHUNKS):
        walk = Walk(hosted, seed)
        walk.go()
        met += walk.met
    print("\n".join(f"{count:6} {what}" for what, count in sorted(met.items())))
    needed = [*NEEDED, *(f"flow: {flow}" for flow in shipped_catalogue().flows)]
    assert [what for what in needed if not met[what]] == [], "never met: not compared"


def test_each_quarter_of_the_walks_is_about_everything() -> None:
    themes = [{seed % len(THEMES) for seed in range(chunk, WALKS, CHUNKS)} for chunk in range(CHUNKS)]
    assert themes == [set(range(len(THEMES)))] * CHUNKS


@pytest.mark.parametrize("third", range(3))
def test_the_pages_show_where_the_world_is(third: int) -> None:
    hosted = Hosted(shipped_catalogue())
    for seed in range(third, len(THEMES), 3):
        PageWalk(hosted, seed).go()
