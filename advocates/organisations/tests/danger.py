"""Reading a page as a browser would, and naming everything on it that could run."""

import re
from html.parser import HTMLParser

# What could be stored as a name or a text, one way of breaking out each.
PAYLOADS = (
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>", "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>", "<!--<script>", "--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>", "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "</svg><script>alert(1)</script>", "</noscript><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>", "<img src=x onerror='alert(1)'>", '<img src="x" onerror="alert(1)">',
    "<img/src=x/onerror=alert(1)>", "<img src=x:alert(alt) onerror=eval(src) alt=xss>",
    "<IMG SRC=javascript:alert(1)>", "<img src=`x`onerror=alert(1)>", '" onmouseover="alert(1)',
    "' onmouseover='alert(1)", '" autofocus onfocus=alert(1) x="', "` onmouseover=`alert(1)`",
    '"><script>alert(1)</script>', "'><script>alert(1)</script>", '"><svg onload=alert(1)>', "'-alert(1)-'",
    '";alert(1);//', "<svg onload=alert(1)>", "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>", "<svg><animate onbegin=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg onload=alert(1)>'>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>", "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>", "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>", "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>1</script>'>x</a>", "<a href='vbscript:msgbox(1)'>x</a>",
    "[x](javascript:alert(1))", "[x](JAVASCRIPT:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](java&#115;cript:alert(1))", "![x](https://evil.test/p.png)", "![x](x' onerror='alert(1))",
    "<javascript:alert(1)>", "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://example.org "onmouseover=alert(1)")', "**<img src=x onerror=alert(1)>**",
    "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x", "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>", "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>", "<link rel=stylesheet href=//evil.test/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<base href=//evil.test/>",
    "<style>@import '//evil.test/x.css';</style>", "<div style='background:url(javascript:alert(1))'>",
    "<x onclick=alert(1)>x", "<template><script>alert(1)</script></template>", "{{ 7|add:7 }}",
    "{% load i18n %}", "%3Cscript%3Ealert(1)%3C/script%3E", "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "＜script＞alert(1)＜/script＞",
)  # fmt: skip
OURS = {"application/ld+json", "module"}
BAD_TAGS = {"iframe", "object", "embed", "base", "math", "template", "video", "audio", "marquee", "x"}
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "xlink:href", "data", "srcdoc", "poster"}
GOOD_URL = re.compile(r"(https?://|mailto:|tel:\+|/|\?|#|data:image/svg\+xml,%3Csvg xmlns)[^\x00-\x1f<>]*")


class Page(HTMLParser):
    """A page taken apart: dangers, links, the texts of scripts and of everything else."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.dangers: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(text)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._inside = tag
        self.tags.append((tag, attributes))
        if tag in BAD_TAGS or (tag == "script" and attributes.get("type") not in OURS):
            self.dangers.append(f"<{tag}>")
        if tag == "img" or (tag == "meta" and "http-equiv" in attributes):
            self.dangers.append(f"<{tag}>")
        for name, value in attributes.items():
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.dangers.append(f"{tag} {name}")
            if name in URL_ATTRIBUTES and not GOOD_URL.fullmatch(value):
                self.dangers.append(f"{tag} {name}={value}")
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style":
            self.words.append(data)

    def all(self, tag: str, **attributes: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [
            found
            for name, found in self.tags
            if name == tag and all(found.get(key) == value for key, value in attributes.items())
        ]


def page_of(answer) -> Page:
    """A page out of an answer."""
    return Page(answer.content.decode())
