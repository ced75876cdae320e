"""What a call has made, as developer mode keeps it beside the mails: as a message to nobody."""

from __future__ import annotations

from email import message_from_string, policy
from email.message import EmailMessage

from engine.registry import Made

NOBODY = ""  # each mail has a recipient
_UNKNOWN = "application/octet-stream"


def copy_of(made: Made) -> str:
    """
    The source of the message.

    Raises:
        Exception: a plug-in has made what no message can hold: a content that is no bytes, a media type that is none.
    """
    message = EmailMessage(policy=policy.default)
    message["Subject"] = " ".join(made.title.split())
    message.set_content(made.content, *_UNKNOWN.split("/"))
    message.replace_header("Content-Type", made.media_type or _UNKNOWN)
    return message.as_string()


def made_of(source: str) -> Made:
    """What the message holds."""
    message: EmailMessage = message_from_string(source, policy=policy.default)
    return Made(str(message["Subject"]), bytes(message.get_payload(decode=True)), str(message["Content-Type"]))
