"""Mails for the tests of the composer: a brand, a short way to compile, and a reader of HTML."""

from html.parser import HTMLParser

from campaigns.compose import Brand, Compiled, Copy, Rendered, compile_copy
from campaigns.variables import samples

BRAND = Brand("Vendor & Sons", "Technical Advisors", "1 Market <Road>, London", "#ffcc00")


def compiled(
    body: str = "Hello.", *, subject: str = "Subject", preheader: str = "Preheader"
) -> Compiled:
    return compile_copy(Copy(subject, preheader, body), BRAND)


def rendered(body: str = "Hello.", *, subject: str = "Subject", **values: str) -> Rendered:
    return compiled(body, subject=subject).render(samples() | values)


def opening_line(text: str) -> str:
    return text.splitlines()[0]


class Page(HTMLParser):
    """What a browser would make of a mail: its elements, its targets, its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.targets: list[str] = []
        self.handlers: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "href":
                self.targets.append(value)
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data):
        if self.tags[-1:] != ["style"]:
            self.words += data
