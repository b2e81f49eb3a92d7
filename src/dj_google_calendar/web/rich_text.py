"""Descriptions: HTML of a few harmless kinds, whoever has written them."""

import html
import re

import nh3
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    *("a", "b", "strong", "i", "em", "u", "s", "br", "p", "div", "span", "ul", "ol", "li"),
    *("blockquote", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
}
SCHEMES = {"http", "https", "mailto"}
LONGEST = 32_000
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def rich_text(text: str) -> SafeString:
    """Give a description as HTML that runs nothing and loads nothing; plain text gets links."""
    shown = text[:LONGEST]
    if not _TAG.search(shown):
        shown = urlize(html.escape(html.unescape(shown), quote=False), nofollow=True)
    cleaned = nh3.clean(
        shown,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(cleaned)  # noqa: S308 - which nh3 has cleaned


def safe_link(address: object) -> str:
    """Give an address that may be a link, or nothing."""
    is_web = isinstance(address, str) and re.match(r"https?://[^\s/]", address)
    return str(address) if is_web else ""
