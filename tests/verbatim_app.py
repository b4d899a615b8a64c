"""The page that the browser suite opens: every hostile text in five ways."""

import streamlit as st
from hostile import HOSTILE

from coach.ui.verbatim import marked, verbatim

for number, text in enumerate(HOSTILE.values()):
    size = len(text)
    ways = {
        "plain": verbatim(text),
        "whole": marked(text, [(0, size, "blue", "")]),
        "thirds": marked(text, [(size // 3, 2 * size // 3, "orange", ""), (2 * size // 3, size, "blue", "")]),
        "characters": marked(text, [(i, i + 1, "blue", "") for i in range(0, size, 2)]),
    }
    for way, markdown in ways.items():
        with st.container(key=f"text-{number}-{way}"):
            st.markdown(markdown)
    with st.container(key=f"text-{number}-title"):
        st.expander(verbatim(" ".join(text.split())))
st.text("end of page")
