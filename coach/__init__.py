"""The interview practice coach. This page is the map.

Who may import whom, top to bottom, never upwards (import-linter holds it):

    app.py, ui/                        pages: widgets, one call, draw
    cli, rehearsal, doctor             the command line
    comparison, runs, runfile          an engine over many cases; kept in a file; side by side
    connection                         finding a model server; what it can do
    bootstrap                          settings -> wired application; knows every adapter
    llm, offline, evaluation           an engine on a model; one by rules; an engine against labelled cases
    interviewer                        the candidate's side: plan, submit, assess, go on
    server, manners                    one OpenAI-compatible server; what a model may say aloud
    store, banks, settings, export     the only SQL; YAML -> Bank; environment; Markdown out
    prompts, tokens, documents         YAML -> messages; counting, never downloading; adverts and CVs -> text
    database                           tables, migrations, what a database's complaints mean
    engine                             the Engine protocol: the one seam
    critique, flow, planner            claims -> critique; what happens next; which questions
    story, answers                     rules: episode, STAR and tips; what an answer must be to be kept
    feedback, signals                  one strength, one focus; rules: what a passage shows for an area
    cases                              labelled answers, read and checked
    passages, weights                  rules: an answer cut to pieces; the fitted table
    evidence, quotes                   words that can be no evidence; where a quote stands
    cues, kinds, rubric                the rules' lexicon; kinds of areas; weights, cuts, caps
    disguises                          what a sentence says when it is dressed up
    sentences, stems                   text into spans
    models, errors                     the domain's words; what can go wrong

One answer, followed as data:

1. `ui/practice_page` gets the text from `st.chat_input`.
2. `interviewer.submit` stores the words: committed before any engine runs.
3. `interviewer.assess` asks the engine for a Reading: Claims with quoted strings, not trusted.
4. `critique.settle` finds every quote (`quotes.find`), drops what no words support, computes the level.
5. `flow.follow_up` decides on the next line; `store.append` keeps critique and line together.
6. The page draws every turn and critique from the store; there is no second way of drawing.

An answer without a critique is a normal state ("not assessed yet", try again), never a made-up score.
"""
