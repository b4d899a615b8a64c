"""What a candidate could type that Markdown, HTML or Streamlit would make something else of, by family."""

HOSTILE = {
    "money and emphasis": "We went from $12 to $7, then $5: *fast* and **loud**, _low_, ~~gone~~, `code`, ``more``.",
    "images and links": "![dot](http://127.0.0.1:9/dot.png?who=me) ![at][7] [go](javascript:alert(2)) <http://x.example>",
    "html": "<i>slanted</i> <img src=y onerror=alert(3)> <script>alert(4)</script> <!-- hidden --> &gt; &#38; &nbsp;",
    "streamlit directives": ":blue[b] :tada: :material/star: :material_star: :streamlit: :-1: :::: :small[s] :help[h]",
    "arrows and signs": "x -> y <- z <-> q -- r >= s <= t ~= u; 4 -> 6, at 11:45, share 2:3 (c) (tm)",
    "bare addresses": "www.example.org Www.example.org https://e.example/p?q=r you@e.example mailto:a@e.de xmpp:c@d.e",
    "blocks": "# title\n* dot\n- dash\n7. seven\n8) eight\n> said\n| k | v |\n|---|---|\n| 3 | 4 |\n***\n===\n~~~\n"
    "in\n~~~\n$$\ny_1\n$$\n    indented\n\ttabbed",
    "references": "[7]: http://127.0.0.1:9/seven.png\n\n[^2]: a note [^2]\n\n- [x] done [ ] open [y]",
    "a last backslash": "that is all \\",
    "stray brackets": "]]] [[[ }{ {background=blue} ](z) \\[ \\] ] [ ){",
    "other scripts": "naïve – „quoted“ 日本語 שלום العربية ﬁn e\u0301 🙂 👩‍💻 № 3 … 40 %",
    "blank lines": "\n\nfirst\n\n\n\nlast\n\n",
    "deep nesting": "[" * 50 + "core" + "]" * 50,
}
