"""The manual of what the files of a folder can have wrong together."""

from __future__ import annotations

from engine.language.manual.page import SITE, Manual

MANUALS = (
    Manual(
        "reserved-address",
        "A page or a flow would have an address that begins like the engine's own pages.",
        '  contact: {title: Contact, path: /static/contact, content: "Write to {desk}."}\n',
        '  contact: {title: Contact, path: /contact, content: "Write to {desk}."}\n',
        SITE,
    ),
    Manual(
        "same-address",
        "Two pages or flows would have one address, and only one of them could be shown.",
        "  hours: {title: Opening hours, path: /contact, content: We are open every day.}\n",
        "  hours: {title: Opening hours, content: We are open every day.}\n",
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
        "The file cannot be read: it is missing, it is a folder, or its rights forbid it.",
        "",
        "",
        "flows/archive.yaml/",
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
        "wrong-ending",
        "A file looks like a flow or a form and does not end in `.yaml`, so it is not read.",
        "type: object\nproperties:\n  name: {type: string, title: Name}\n",
        "",
        "forms/renewal.yml",
        "",
    ),
)
