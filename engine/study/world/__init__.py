"""
A world in memory: registers, codes, mail, browsers and a clock as a value, from which any number of others follow by
one action each. It runs the very rules of `engine.core` that the service runs – which case an address means, what a
post is answered with, when a timer fires, what is counted and when a case is erased –, over tables that are never
changed.

    hosted = Hosted(catalogue)                       joined once; not for two threads at once
    world = World.begun(hosted, now)                 browsers "A" and "B"
    world, seen = world.do(Open("A", address))       the world before is as it was: to fork it is to keep it
    world, seen = world.do(Post("A", "go_on", {"email": ("ana@exemple.fr",)}))
    ways(world, "A")                                 what can be done there, and what comes by itself
    key(world)                                       the situation, without the names of ids and the hour

What it leaves out, and what stands for it:

- Secrets: a hash is the word itself; codes are derived from case, name and serial without a key; ids and numbers are
  counted, not drawn. Nothing takes time, and nobody is too busy.
- The gate's picture and sound: a challenge is solved or it is not.
- HTML, headers, cookies' attributes, where a post comes from, and the most that it may hold: a browser keeps its
  cookies, sends back what its page held, and follows redirects.
- Other languages than the first of each flow, and other versions than the one hosted; procedures that were withdrawn.
- The relay and plug-ins' effects: what is put is sent at once, and never fails. A document is named, not made.
- Races: one action is done after the other, and a worker makes a pass after each.
- The history, which nothing that is shown depends on, and the copies that developer mode keeps.
- The samples of registers: `PutRow` puts those that are wanted.
"""

from __future__ import annotations

from engine.study.world.key import key
from engine.study.world.observation import Call, CodeSeen, Due, Kept, Mail, Observation, Problem, Row, Shown
from engine.study.world.ways import Ways, ways
from engine.study.world.world import Action, Advance, Hosted, Open, Post, PutRow, SayAnswer, World

__all__ = [
    "Action",
    "Advance",
    "Call",
    "CodeSeen",
    "Due",
    "Hosted",
    "Kept",
    "Mail",
    "Observation",
    "Open",
    "Post",
    "Problem",
    "PutRow",
    "Row",
    "SayAnswer",
    "Shown",
    "Ways",
    "World",
    "key",
    "ways",
]
