"""How a field may be filled in, and the widget that it names."""

from __future__ import annotations

from engine.language.decoding import Found, Reading
from engine.language.schema.shared_options import Options

WIDGETS = ("text", "textarea", "select", "radio", "password", "code")
MOST_RADIOS = 5  # more options than these are easier to choose in a list


def widgets(kind: str, options: Options, secret: bool) -> tuple[str, ...]:
    """How a field may be filled in; first the widget of a field that names none."""
    if kind == "boolean":
        return ("checkbox",)
    if kind == "list":
        return ("checkboxes",)
    if not options.whole:  # there may be few or many
        return ("select", "radio")
    if options.all:
        return ("radio", "select") if len(options.all) <= MOST_RADIOS else ("select", "radio")
    if secret:
        return ("password", "text", "code")
    return ("text", "textarea", "code", "password") if kind == "text" else ("text",)


def widget_of(reading: Reading, found: Found, able: tuple[str, ...]) -> str:
    """The widget that the field names, or the first that suits it; one that does not is reported."""
    chosen: str | None = found.values.get("x-widget")
    if chosen is None or chosen in able:
        return chosen or able[0]
    reading.report(
        "contradiction",
        f"x-widget: {chosen} does not fit this field",
        found.node.entries["x-widget"].value.place,
        "a list of options, a secret and a text are each filled in in their own way",
        f"write {' or '.join(able)}",
    )
    return able[0]
