"""The look of a picture. What differs, differs in shape or dash too; each colour of words has 4.5:1 on its ground."""

HEAD = 9.0  # px: how long the head of an arrow is

# Of the numbers of phases; white on each has 4.5:1.
_PHASES = ("#2f5aa8", "#8a4a00", "#1e6b45", "#8b2f6b", "#5b4bb0", "#9c2f2f", "#0f6674", "#5c5a1e")
_LIGHT = {
    "paper": "#ffffff",
    "box": "#f6f7fb",
    "ink": "#1b2233",
    "soft": "#535c70",
    "event": "#1b2233",
    "timeout": "#8a4a00",
    "refusal": "#a8232b",
    "resume": "#1f55b0",
}
_DARK = {
    "paper": "#14171f",
    "box": "#20252f",
    "ink": "#e8ebf2",
    "soft": "#a9b2c5",
    "event": "#e8ebf2",
    "timeout": "#ffb765",
    "refusal": "#ff9c9c",
    "resume": "#8fbcff",
}
_PRINTED = dict.fromkeys(_LIGHT, "#000000") | {"paper": "#ffffff", "box": "#ffffff"}


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


STYLE = f"""
.parcours{{{_variables(_LIGHT)}font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}}
@media (prefers-color-scheme:dark){{.parcours{{{_variables(_DARK)}}}}}
.parcours text{{fill:var(--ink);font-size:11.5px}}
.parcours .heading{{font-size:20px;font-weight:700}}
.parcours .title{{font-size:14px;font-weight:600}}
.parcours .name{{font-size:11px;fill:var(--soft)}}
.parcours .paper{{fill:var(--paper)}}
.parcours .frame{{fill:var(--box);stroke:var(--ink);stroke-width:1.4}}
.parcours .inner{{fill:none;stroke:var(--ink);stroke-width:1.1}}
.parcours .automatic .frame{{stroke-dasharray:5 3}}
.parcours .rest .inner{{stroke-dasharray:5 3}}
.parcours .elsewhere .frame{{stroke-dasharray:2 3;fill:none}}
.parcours .rule{{stroke:var(--soft);stroke-width:.6;fill:none}}
.parcours .entry path{{fill:var(--ink)}}
.parcours .entry text{{fill:var(--paper);font-weight:600}}
.parcours .number{{fill:#fff;font-weight:700;text-anchor:middle;font-size:12px}}
{"".join(f".parcours .phase-{at}{{fill:{colour}}}" for at, colour in enumerate(_PHASES))}
.parcours .line{{fill:none;stroke:var(--event);stroke-width:1.5}}
.parcours .head{{fill:var(--event);stroke:var(--event);stroke-linejoin:round}}
.parcours .label text,.parcours .sign{{text-anchor:middle}}
.parcours .label .event{{font-size:12px;font-weight:500}}
.parcours .label .guard{{fill:var(--soft)}}
.parcours .automatic .head{{fill:var(--paper)}}
.parcours .automatic .line{{stroke-width:1.1}}
.parcours .timeout .line{{stroke:var(--timeout);stroke-dasharray:8 4}}
.parcours .timeout .head{{fill:var(--timeout);stroke:var(--timeout)}}
.parcours .timeout .event{{fill:var(--timeout)}}
.parcours .tries .line{{stroke:var(--refusal);stroke-dasharray:4 3}}
.parcours .refusal .line{{stroke:var(--refusal);stroke-dasharray:1.5 3.5;stroke-linecap:round;stroke-width:2}}
.parcours .tries .head,.parcours .refusal .head{{fill:var(--refusal);stroke:var(--refusal)}}
.parcours .tries .event,.parcours .label.refusal .event{{fill:var(--refusal)}}
.parcours .resume .line{{stroke:var(--resume);stroke-dasharray:9 3 2 3}}
.parcours .resume .head{{fill:var(--paper);stroke:var(--resume);stroke-width:1.5}}
.parcours .label.resume .event{{fill:var(--resume)}}
.parcours a:hover .frame,.parcours a:focus .frame,.parcours a:hover .line,.parcours a:focus .line{{stroke-width:3}}
@media print{{.parcours{{{_variables(_PRINTED)}}}.parcours .chip{{fill:#fff;stroke:#000}}
.parcours .number{{fill:#000}}}}
"""
