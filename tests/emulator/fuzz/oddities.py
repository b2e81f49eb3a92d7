"""Parts of requests that break servers: first lines, headers, names of parameters, bodies."""

from tests.emulator.fuzz.corpus import FORM_TYPE, JSON_TYPE

from gcal_emulator.schemas import methods

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PRI"]
METHODS += ["get", "G\0T", "PROPFIND", "\xff", "X" * 9_000, "!", "None", "__class__"]

TARGETS = [
    "*",
    "/",
    "//",
    "///calendar/v3/colors",
    "/calendar/v3/",
    "/calendar/v3",
    "http://[",
    "http://[::1/x",
    "http://other.example/calendar/v3/colors",
    "//[/x",
    "/%",
    "/%zz",
    "/%00",
    "/\xff",
    "/%ff%fe",
    "/calendar/v3/calendars/%ff/events",
    "/calendar/v3/calendars/%00/events",
    "/calendar/v3/calendars//events",
    "/calendar/v3/calendars/%2F/events",
    "/calendar/v3/calendars/..%2f/events",
    "/\\..\\",
    "?",
    "#",
    "/#x",
    "/_emulator",
    "/_emulator//",
    "/_emulator/../token",
    "/_emulator/%ff",
    "/_emulatorx",
    "/" + "a/" * 20_000,
    "/\x01\x7f",
    "/\u2028",
    ":80",
    "a:b@c:d",
    "/;x=y",
    "/calendar/v3/colors;a",
    "http://127.0.0.1:x/",
]

VERSIONS = ["HTTP/0.9", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1.1", "HTTP/", "", "HTTP/1.-1"]
VERSIONS += ["HTTP/1." + "9" * 12, "http/1.1", "ICY/1.1", "HTTP/1.1 x", "HTTP/\xb2.1", "HTTP/1.x"]

TYPES = [
    "",
    "a",
    "/",
    JSON_TYPE,
    FORM_TYPE,
    "application/json; charset=nope",
    "text/plain; charset=utf-16",
    "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data",
    "multipart/mixed",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=b",
    "multipart/mixed; boundary=b",
    'multipart/mixed; boundary=""',
    "multipart/mixed; boundary=" + "b" * 5_000,
    "multipart/mixed; boundary=\xff",
    "multipart/mixed; boundary*=utf-16''b",
    "multipart/mixed; boundary*0=b; boundary*1=c",
    ";;;=;",
]

LENGTHS = ["-1", "+1", "1_0", "1e3", "0x10", " 1", "\xb2", "9" * 30, "1, 1", "", "0", "5"]
ENCODINGS = ["chunked", "gzip", "identity", "chunked, chunked", "xchunked", "", "CHUNKED"]
BEARERS = ["Bearer", "Bearer ", "bearer x", "Bearer \xff", "Bearer " + "x" * 60_000, "Digest a"]
BEARERS += ["Basic", "Basic \xff", "Basic =", "Basic YQ==", "Basic //86/w==", "\x00"]

HEADERS: dict[str, list[str]] = {
    "Content-Type": TYPES,
    "Content-Length": LENGTHS,
    "Transfer-Encoding": ENCODINGS,
    "Authorization": BEARERS,
    "X-HTTP-Method-Override": [*METHODS, "GET, PUT"],
    "Host": ["", "[", "a b", "\xff", "x:y", "::1", "a" * 5_000, "127.0.0.1:99999", "x/../y", "@"],
    "Expect": ["100-continue", "x"],
    "Connection": ["close", "keep-alive", "Upgrade", "\xff"],
    "Upgrade": ["websocket", "h2c"],
    "If-Match": ["*", "", '"', "\xff", '"1", "2"', "x" * 9_000],
    "If-None-Match": ["*", '"1"', "\xff"],
    "Accept-Encoding": ["gzip", "gzip;q=x", "\xff"],
    "User-Agent": ["gzip", "", "\xff", "WebView"],
    "Origin": ["http://[", "null", "\xff", "http://127.0.0.1"],
    "Referer": ["http://[", "\xff", "//x", "a b"],
    "Cookie": ["a=b; ;;=\xff", "=" * 9_000],
    "Range": ["bytes=0-0", "x"],
    "X-Forwarded-Host": ["x"],
    "Bad Name": ["x"],
    "": ["x"],
    "X\x00": ["\x00"],
    "X-Long": ["y" * 60_000, "y" * 70_000],
    "X-Folded": ["a\r\n b", "a\n\tb", "a\rb"],
}

PARAMETERS = {name for method in methods() for name in method.parameters}
NAMES = [*sorted(PARAMETERS), "fields", "quotaUser", "alt", "prettyPrint", "key", "oauth_token"]
NAMES += ["access_token", "token", "redirect_uri", "prompt", "calendar", "event", "page", "size"]
NAMES += ["count", "days", "seconds", "now", "status", "\x00", "", "a[b]"]

DEEP = 100_000
BODIES = [
    *(b"", b"\x00", b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"null", b"[]", b"1", b'"x"', b"{", b'{"a"'),
    *(b"NaN", b'{"a": Infinity}', b'{"a": 1e999}', b'{"a": -' + b"9" * 400 + b"e99999}"),
    b'{"a": ' + b"9" * 5_000 + b"}",
    *(b"[" * DEEP, b'{"a":' * DEEP, b"[" * DEEP + b"]" * DEEP),
    b'{"start":' * 900 + b"1" + b"}" * 900,
    b'{"attendees":[' * 450 + b"]}" * 450,
    *(b'{"\\ud800": "\\udfff"}', b'{"summary": "\\ud800"}', b'{"a": "\xff"}'),
    *('{"a": "ä"}'.encode("utf-16"), '{"a": "ä"}'.encode("utf-32")),
    *(b"{}" * 50_000, b'{"a": 1, "a": {}}'),
    *(b"&" * 5_000, b"=&=&%zz=%ff", b"a=" + b"x" * 70_000),
    *(b"--b\r\n\r\n\r\n--b--", b"--b" * 20_000, b"--b\r\n" * 1_200),
    b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--',
]
