"""The manual of what the files of a folder can have wrong together."""

from __future__ import annotations

from engine.language.manual.page import Manual

MANUALS = (
    Manual(
        "bad-layout",
        "A layout of the site's own, in `templates/`, is not one that Jinja can read.",
        "{{ content \n",
        "{{ content }}\n",
        "templates/mail/letter.html",
        instead_of="",
    ),
    Manual(
        "missing-words",
        "The engine has no words in the language of a flow – for its buttons, its errors, its mails –, or lacks some. "
        "French and English ship with it. A site may bring another language: `templates/texts/de.yaml` beside its "
        "`flows/`, a translation of every text of the engine's own `templates/texts/fr.yaml`.",
        "language: de\n",
        "language: fr\n",
    ),
    Manual(
        "unknown-form",
        "A state names a form, and `forms/` has no such file.",
        "    form: requests\n",
        "    form: request\n",
    ),
    Manual(
        "unknown-template",
        "A mail or a document names a layout that is neither in the site's `templates/` nor among those of the engine.",
        "  receipt: {title: Receipt, review: true, template: letter}\n",
        "  receipt: {title: Receipt, review: true, template: document}\n",
        instead_of="  receipt: {title: Receipt, review: true}\n",
    ),
    Manual(
        "unreadable-file",
        "The file cannot be read: it is missing, it is not a file, its name cannot be shown, or its rights forbid it; "
        "or a link leads out of the folder that is served. A link inside that folder is followed, as mounted "
        "configuration has them; the folder itself may be a link. A folder without flows is reported so too.",
        "",
        "",
        "flows/archive.yaml/",
        "",
    ),
    Manual(
        "unusable-font",
        "A file in `templates/fonts/` looks like a font, and no document can be drawn with it: it is damaged or too"
        " large, it is a collection, compressed for the web or of PostScript outlines, or it says that it may not be"
        " embedded. Fonts are TrueType files whose name ends in `.ttf`.",
        "wOF2\n",
        "",
        "templates/fonts/company.woff2",
        "",
    ),
    Manual(
        "unused-form",
        "A form is in `forms/` and no flow uses it. Its name may be misspelt in a flow, or the file is left over.",
        "type: object\nproperties:\n  name: {type: string, title: Name}\n",
        "",
        "forms/renewal.yaml",
        "",
    ),
    Manual(
        "unused-list",
        "A list of options is in `forms/lists/` and no form chooses from it. Its name may be misspelt in a form, or "
        "the file is left over.",
        "- {const: north, title: North}\n- {const: south, title: South}\n",
        "",
        "forms/lists/regions.yaml",
        "",
    ),
    Manual(
        "wrong-ending",
        "A file looks like a flow, a form or a list and does not end in `.yaml`, so it is not read.",
        "type: object\nproperties:\n  name: {type: string, title: Name}\n",
        "",
        "forms/renewal.yml",
        "",
    ),
)
