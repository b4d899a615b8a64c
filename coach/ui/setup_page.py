"""Which engine reads, and for this session another: a server by preset or by hand, tried before it is used."""

import streamlit as st

from coach import connection
from coach.connection import Check
from coach.errors import CoachError, EngineError
from coach.settings import ModelServer
from coach.ui import components, state
from coach.ui.components import note
from coach.ui.verbatim import verbatim

URL, MODEL, KEY, PRESET, TYPED = "setup-url", "setup-model", "setup-key", "setup-preset", "setup-typed"
LISTED, FOUND, LOOKS = "setup-listed", "setup-found", "setup-looks"
TESTED, KEYS = "setup-tested", "setup-keys"


def who_reads() -> None:
    now = state.model_server()
    with st.container(border=True, gap="xsmall"):
        if now is None:
            st.markdown(":material/memory: **Rules read your answers.** Nothing is sent to any model.")
        else:
            st.markdown(f":material/cloud: **The model {verbatim(now.critic)} reads your answers.**")
            st.markdown(f"They are sent to {verbatim(connection.host(now.base_url))}.")
        by = "Chosen here, for this session only." if state.differs() else "As the environment of this app sets it."
        note(f"{by} Practices and critiques are kept where the app runs.")
        with st.container(horizontal=True, gap="small"):
            if now and st.button("Back to rules", icon=":material/undo:"):
                state.use(None)
                st.rerun()
            if state.differs() and app.settings.engine != "offline" and st.button("As the environment sets it"):
                state.use_default()
                st.rerun()


def form() -> None:
    st.subheader("Use a model in this session", anchor=False)
    st.pills("Server", list(connection.PRESETS), key=preset_key(), wrap=True, on_change=preset_chosen)
    find_local()
    st.text_input("Base URL", key=URL, placeholder="http://127.0.0.1:11434/v1", on_change=url_typed)
    kept = st.session_state.get(KEYS, {}).get(st.session_state[URL].strip())
    st.text_input(
        "Key",
        key=KEY,
        type="password",
        autocomplete="off",
        placeholder="Kept for this session" if kept else "Only if the server wants one",
        on_change=keep_key,
        help="Sent to this base URL and to nothing else; never stored, and gone when you close or reload the page.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Model",
            st.session_state.get(LISTED, []),
            index=None,
            key=MODEL,
            accept_new_options=True,
            placeholder="Type a name, or list models",
        )
        if st.button("List models", icon=":material/list:"):
            list_models()


def preset_key() -> str:
    """Another key once an address was typed: pills that are set to nothing send their old choice again."""
    return f"{PRESET}-{st.session_state.get(TYPED, 0)}"


def preset_chosen() -> None:
    if preset := st.session_state[preset_key()]:
        st.session_state[URL] = connection.PRESETS[preset]
        forget_list()
        move_key()


def url_typed() -> None:
    st.session_state[TYPED] = st.session_state.get(TYPED, 0) + 1
    forget_list()
    move_key()


def forget_list() -> None:
    st.session_state.pop(LISTED, None)


def keep_key() -> None:
    """Take the key out of the field, so that it never goes back to a page; it is kept for this address only."""
    typed = st.session_state[KEY].strip()
    st.session_state[KEY] = ""
    if typed:
        st.session_state.setdefault(KEYS, {})[st.session_state[URL].strip()] = typed


def move_key() -> None:
    """A key that was typed before any address belongs to the first one."""
    keys, url = st.session_state.get(KEYS, {}), st.session_state[URL].strip()
    if url and "" in keys:
        keys[url] = keys.pop("")


def asked() -> ModelServer:
    """What stands in the fields. Raises InputError when it is no server."""
    url = st.session_state[URL]
    key = st.session_state.get(KEYS, {}).get(url.strip(), "")
    return connection.server(url, st.session_state.get(MODEL) or "", key)


def list_models() -> None:
    try:
        with st.spinner("Asking the server"):
            names = connection.models(asked())
    except CoachError as error:
        state.tell(state.in_words(str(error)))
    else:
        st.session_state[LISTED] = names
        if not names:
            state.tell("The server lists no models. Type the name of one.")
    st.rerun()


def find_local() -> None:
    local = [name for name, url in connection.PRESETS.items() if connection.is_local(url)]
    looks = st.session_state.get(LOOKS, 0)
    with st.popover("Find local servers", icon=":material/search:", type="tertiary", key=f"find-{looks}"):
        st.markdown(
            f"Look on the computer that runs this app, at the usual ports of {', '.join(local)}? "
            "Nothing is sent but the question which models there are."
        )
        if st.button("Look now", type="primary"):
            with st.spinner("Looking"):
                st.session_state[FOUND] = connection.find_local()
            st.session_state[LOOKS] = looks + 1  # another key is another popover: this one closes
            st.rerun()
    if FOUND in st.session_state:
        found_servers()


def found_servers() -> None:
    found = st.session_state[FOUND]
    if not found:
        note("No server answers at the usual ports. Start one, or type its base URL.")
    for server in found:
        count = f"{len(server.models)} model{'s' * (len(server.models) != 1)}"
        label = f"{connection.host(server.base_url)}: {count}, at the port of {server.preset}"
        st.button(label, key=f"found-{server.preset}", wrap=True, on_click=take, args=(server,))


def take(server: connection.Found) -> None:
    st.session_state[URL] = server.base_url
    st.session_state[preset_key()] = server.preset
    st.session_state[LISTED] = list(server.models)
    st.session_state[MODEL] = server.models[0] if server.models else None
    move_key()


def ways_on() -> None:
    ready = bool(st.session_state[URL].strip() and st.session_state.get(MODEL))
    if ready:
        where = verbatim(connection.host(st.session_state[URL].strip()))
        note(f":material/send: While it is in use, your questions and answers are sent to {where}.")
    with st.container(horizontal=True, gap="small"):
        use = st.button("Use in this session", type="primary", disabled=not ready)
        test = st.button("Test connection", icon=":material/network_check:", disabled=not ready)
    if use:
        take_over()
    if test:
        try_out()
    elif st.session_state.get(TESTED, ("",))[0] == (st.session_state[URL], st.session_state.get(MODEL)):
        tested(st.session_state[TESTED][1])


def take_over() -> None:
    try:
        state.use(asked())
    except CoachError as error:
        state.tell(state.in_words(str(error)))
    else:
        state.tell("From now on this model reads and talks, in this session.")
    st.rerun()


def try_out() -> None:
    """Every check as soon as it is made; what was found stays on the page."""
    question = app.library.banks[0].questions[0] if app.library.banks else None
    found: list[Check] = []
    try:
        if question is None:
            raise EngineError("There is no question to try it on: put a bank into the folder of banks.")
        server = asked()
        with st.spinner("Testing with a built-in answer, not with yours"):
            for check in connection.examine(server, question):
                found.append(check)
                line(check)
    except CoachError as error:
        state.tell(state.in_words(str(error)))
    else:
        st.session_state[TESTED] = ((st.session_state[URL], st.session_state.get(MODEL)), found)
    st.rerun()


def tested(results: list[Check]) -> None:
    bad = [c.name for c in results if not c.ok and c.detail != connection.NOT_TRIED]
    left = [c.name for c in results if c.detail == connection.NOT_TRIED]
    with st.container(gap="xsmall"):
        st.markdown("**It can be used.**" if not bad else f"**Not in order: {', '.join(bad)}.**")
        for check in results:
            line(check)
        if left:
            note(f":material/remove: Not tried: {', '.join(left)}.")


def line(check: Check) -> None:
    if check.detail != connection.NOT_TRIED:
        icon = ":blue[:material/check_circle:]" if check.ok else ":orange[:material/error:]"
        st.markdown(f"{icon} **{check.name.capitalize()}**: {verbatim(state.in_words(check.detail))}")


app = state.app()
with components.page(760):
    components.heading("Setup", below="Who reads your answers, and who asks.")
    components.notice()
    who_reads()
    if URL not in st.session_state:
        now = state.model_server()
        st.session_state[URL] = now.base_url if now else ""
        st.session_state[MODEL] = now.model if now else None
    form()
    ways_on()
    note("For good, set COACH_MODEL with OPENAI_BASE_URL or OPENAI_API_KEY before the app starts; see the README.")
