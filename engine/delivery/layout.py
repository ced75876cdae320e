"""What all mails and documents of a service are laid out with: its templates, its messages, what the site says."""

from __future__ import annotations

from typing import NamedTuple

from engine.delivery.messages import Messages
from engine.delivery.templates import Environment
from engine.language.model import Site
from engine.language.texts.text import Href


class FootLink(NamedTuple):
    """A link of the site's foot, the assistance for example, as it is read outside the service."""

    label: str
    address: str  # absolute


class Layout(NamedTuple):
    """
    Attributes:
        words: the engine's own messages, in the language of the text.
        foot: the links that stand at the foot of every page.
    """

    templates: Environment
    words: Messages
    site: Site
    foot: tuple[FootLink, ...] = ()

    def service(self, href: Href) -> str:
        """The name of the service."""
        return self.site.service.plain(self._settings(), href)

    def notice(self, href: Href) -> str:
        """The site's notice; "": it has none."""
        return self.site.notice.plain(self._settings(), href) if self.site.notice else ""

    def _settings(self) -> dict[str, str]:
        return {name: str(setting.value) for name, setting in self.site.settings.items()}
