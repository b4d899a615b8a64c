"""The router: which pages there are, and what to say when the app cannot start or a page fails.

Run: streamlit run app.py
"""

from pathlib import Path
from typing import Literal

import streamlit as st

from coach.errors import CoachError
from coach.ui import components, state

SETUP = st.Page("coach/ui/setup_page.py", title="Setup", icon=":material/settings:", url_path="setup")
ICON = Path(__file__).parent / "coach" / "ui" / "icon.png"  # a file: Streamlit fetches its own icons from outside
st.set_page_config(page_title="Interview practice coach", page_icon=str(ICON))
page = st.navigation(
    [
        st.Page("coach/ui/start_page.py", title="Practise", icon=":material/forum:", url_path="practise", default=True),
        st.Page("coach/ui/progress_page.py", title="Progress", icon=":material/trending_up:", url_path="progress"),
        st.Page("coach/ui/history_page.py", title="History", icon=":material/history:", url_path="history"),
        st.Page("coach/ui/banks_page.py", title="Banks", icon=":material/menu_book:", url_path="banks"),
        *([SETUP] if state.offers_setup() else []),
        st.Page("coach/ui/practice_page.py", title="Interview", url_path="interview", visibility="hidden"),
        st.Page("coach/ui/critique_page.py", title="Critique", url_path="critique", visibility="hidden"),
        st.Page("coach/ui/results_page.py", title="Results", url_path="results", visibility="hidden"),
        st.Page("coach/ui/question_page.py", title="Question", url_path="question", visibility="hidden"),
        st.Page("coach/ui/bank_import_page.py", title="Import a guide", url_path="import", visibility="hidden"),
        st.Page("coach/ui/bank_edit_page.py", title="Edit a bank", url_path="edit", visibility="hidden"),
        st.Page("coach/ui/question_edit_page.py", title="Edit question", url_path="edit-question", visibility="hidden"),
    ],
    position="top",
)
# Only the plain layout keeps a conversation scrolled to its last line; the other pages choose their own width.
layout: Literal["centered", "wide"] = "centered" if page.url_path == "interview" else "wide"
st.set_page_config(layout=layout)
state.arrive(page.url_path)
try:
    state.app()
    page.run()
except CoachError as error:
    components.failed(error)
