"""What a call has made, as developer mode keeps it beside the mails: as a message to nobody."""

from __future__ import annotations

from email import message_from_string, policy
from email.message import EmailMessage

from engine.registry import Made

NOBODY = ""  # each mail has a recipient


def copy_of(made: Made) -> str:
    """The source of the message."""
    message = EmailMessage(policy=policy.default)
    message["Subject"] = " ".join(made.title.split())
    kind, _, rest = made.media_type.partition("/")
    message.set_content(made.content, kind, rest or "octet-stream")
    return message.as_string()


def made_of(source: str) -> Made:
    """What the message holds."""
    message: EmailMessage = message_from_string(source, policy=policy.default)
    return Made(str(message["Subject"]), bytes(message.get_payload(decode=True)), message.get_content_type())
