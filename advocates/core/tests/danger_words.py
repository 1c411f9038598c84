"""Texts with which people have tried to make pages run what they should not, and signs that turn lines around."""

DANGEROUS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><script>alert(1)</script>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![x](https://example.org/pixel.png)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '<a href="x" onclick="alert(1)">x</a>',
    "<style>*{display:none}</style>",
    "<iframe src=//example.org>",
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068 never closed",
    "\ue0000\ue001",
    "\x00<script>",
    "{{ 7*7 }}{% debug %}",
)
