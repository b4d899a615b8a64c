"""Practices as files on the History page: one, all, those brought along, and none any more."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from coach import export, pdf
from coach.logs.exchange import SUFFIX, Report
from coach.store import Summary
from coach.ui import state
from coach.ui.components import note
from coach.ui.verbatim import verbatim

MANY = 200
"""Practices above which a file of all is prepared first, with a progress bar."""
CONFIRMS = "delete"


def one(summary: Summary) -> None:
    """One practice to read, to print, or to take to another installation; made when asked for."""
    interviewer, viewer, logs = state.interviewer(), state.viewer(), state.app().logs
    name = f"practice-{summary.created_at:%Y-%m-%d}"
    kinds: dict[str, tuple[str, str, str, Callable[[], str | bytes]]] = {
        "PDF": ("to print", ".pdf", "application/pdf", lambda: pdf.document(interviewer.open(viewer, summary.id))),
        "Markdown": ("to edit", ".md", "text/markdown", lambda: export.markdown(interviewer.open(viewer, summary.id))),
        "Portable log": (
            "for a coach, or another installation",
            SUFFIX,
            "application/jsonl",
            lambda: b"".join(logs.export(viewer, [summary.id])),
        ),
    }
    with st.popover("Download", icon=":material/download:", type="tertiary", key=f"download-{summary.id}"):
        for kind, (purpose, suffix, mime, make) in kinds.items():
            st.download_button(
                f"{kind}, {purpose}",
                make,
                file_name=name + suffix,
                mime=mime,
                key=f"{kind}-{summary.id}",
                type="tertiary",
                on_click="ignore",
            )


def everything() -> None:
    """Bring practices in; take all along; delete all."""
    count = state.app().logs.count(state.viewer())
    st.subheader("Practices as files", anchor=False)
    bring_in()
    if not count:
        return
    with st.container(horizontal=True, gap="small"):
        take_along(count)
        delete_all(count)


def bring_in() -> None:
    number = st.session_state.setdefault("brought", 0)
    given = st.file_uploader(
        "Bring in portable logs, your own or those a candidate sent you",
        type=["jsonl", "json"],
        accept_multiple_files=True,
        key=f"logs-{number}",  # a new number empties the box once its files were read
    )
    if given:
        with st.spinner("Reading the files"):
            reports = [state.app().logs.take_in(state.viewer(), file.name, file) for file in given]
        st.session_state["brought"], st.session_state["reports"] = number + 1, reports
        st.rerun()


def outcomes() -> None:
    """What became of the files brought last, until it was read."""
    if reports := st.session_state.get("reports", []):
        for report in reports:
            tell(report)
        if st.button("Understood", type="tertiary"):  # until then they stay: browsers run a page when they please
            st.session_state["reports"] = []
            st.rerun()


def tell(report: Report) -> None:
    if report.refused:
        st.error(verbatim(report.refused), icon=":material/block:")
    elif report.added:
        also = f" {report.unchanged:,} were here already." if report.unchanged else ""
        st.success(f"{verbatim(report.file)}: {_practices(report.added)} taken in.{also}", icon=":material/check:")
    else:
        st.info(f"{verbatim(report.file)}: {_practices(report.unchanged)}, here already; nothing changed.")


def take_along(count: int) -> None:
    logs, viewer = state.app().logs, state.viewer()
    name = f"practices{SUFFIX}"
    if count <= MANY:
        make = lambda: b"".join(logs.export(viewer))  # noqa: E731  (a download button wants one)
        st.download_button("Download all", make, name, icon=":material/download:", on_click="ignore")
    elif st.button(f"Prepare a file of all {count:,}", icon=":material/download:"):
        bar, lines = st.progress(0.0), []
        for done, line in enumerate(logs.export(viewer), 1):
            lines.append(line)
            if done % 50 == 0:
                bar.progress(min(done / count, 1.0), f"{done:,} of {count:,}")
        bar.empty()
        st.download_button("Download all", b"".join(lines), name, icon=":material/download:", on_click="ignore")


def delete_all(count: int) -> None:
    with st.popover("Delete everything of mine", icon=":material/delete_forever:", type="tertiary"):
        st.markdown(f"**{_practices(count)}**, with every answer and critique. None can be brought back.")
        note("Download all first if you may want them again.")
        typed = st.text_input(f"Type “{CONFIRMS}” and press Enter", key="confirm-delete-all")
        sure = typed.strip().lower() == CONFIRMS
        if st.button("Delete all of it", type="primary", disabled=not sure) and sure:
            gone = state.app().logs.delete(state.viewer())
            del st.session_state["confirm-delete-all"]
            state.done(f"{_practices(gone)} deleted.")
            st.rerun()


def _practices(count: int) -> str:
    return f"{count:,} practice{'s' * (count != 1)}"
