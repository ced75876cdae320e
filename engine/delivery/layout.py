"""What all mails and documents of a service are laid out with: its templates, its messages, what the site says."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.delivery.links import nowhere
from engine.delivery.messages import Messages
from engine.delivery.templates import Environment
from engine.fonts import Fonts
from engine.language.model import Link, Site
from engine.language.texts.text import Href


class FootLink(NamedTuple):
    """A link of the site's foot, as it is read outside the service."""

    label: str
    address: str  # absolute


class Layout(NamedTuple):
    """
    Attributes:
        words: the engine's own messages, in the language of the text.
        fonts: those that a document is drawn with.
        address: of a link that the site declares, absolute.
    """

    templates: Environment
    words: Messages
    site: Site
    fonts: Fonts
    address: Callable[[Link], str] = lambda link: ""

    def service(self, href: Href) -> str:
        """The name of the service."""
        return self.site.service.plain(self._settings(), href)

    def notice(self, href: Href) -> str:
        """The site's notice; "": it has none."""
        return self.site.notice.plain(self._settings(), href) if self.site.notice else ""

    def foot(self) -> list[FootLink]:
        """The links that stand at the foot of every page: how to get help, above all."""
        settings = self._settings()
        return [FootLink(link.label.plain(settings, nowhere), self.address(link)) for link in self.site.foot]

    def _settings(self) -> dict[str, str]:
        return {name: str(setting.value) for name, setting in self.site.settings.items()}
