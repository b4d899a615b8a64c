"""The interview practice coach. This page is the map.

Who may import whom, top to bottom, never upwards (import-linter holds it):

    app.py, ui/                        pages: widgets, one call, draw
    cli, rehearsal, doctor             the command line
    bank_import, logs_cli              the same: a guide to a bank file; practices as files
    comparison, runs, runfile          an engine over many cases; kept in a file; side by side
    connection                         finding a model server; what it can do
    bootstrap                          settings -> wired application; knows every adapter
    llm, offline, evaluation           an engine on a model; one by rules; an engine against labelled cases
    proposals                          areas that a model proposes for a question, accepted by a person
    workshop, tracking                 own banks: save, copy, undo; progress, what is due, own levels
    interviewer                        the candidate's side: plan, submit, assess, go on
    retention, due, progress           what is deleted when; what comes back when; how answers went
    replies, manners                   a model's reply in the form asked for; what it may say aloud
    guides/, guide_text, editing       a guide in any layout -> Bank; Bank -> a guide; changes to a Bank
    catalogue, lint, documents         search over banks; what could be better in one; adverts and CVs -> text
    logs/, export, pdf                 coach-log/1 out and in; a practice as Markdown; as PDF
    server, wire                       one OpenAI-compatible server; what it sends, checked
    files/                             .txt .md .html .docx .pdf .csv -> lines
    store, banks, settings             the only SQL, with recordsql and logs/archive; all banks; environment
    prompts, tokens                    YAML -> messages; counting, never downloading
    bankfile, yamltext                 the bank format; YAML read once, strictly
    guesses, twins, lint_words         what a guide leaves out; questions alike; words that lead
    database, outcomes                 tables, migrations, complaints; how an attempt went
    engine                             the Engine protocol: the one seam
    critique, flow, planner            claims -> critique; what happens next; which questions
    story, answers                     rules: episode, STAR and tips; what an answer must be to be kept
    feedback, signals                  one strength, one focus; rules: what a passage shows for an area
    cases                              labelled answers, read and checked
    passages, weights                  rules: an answer cut to pieces; the fitted table
    evidence, quotes                   words that can be no evidence; where a quote stands
    cues, kinds, rubric                the rules' lexicon; kinds of areas; weights, cuts, caps
    disguises, address                 what a sentence says when it is dressed up; a server's address, checked
    sentences, stems                   text into spans
    errors                             what can go wrong
    models                             the domain's words

One answer, followed as data:

1. `ui/practice_page` gets the text from `st.chat_input`.
2. `interviewer.submit` stores the words: committed before any engine runs.
3. `interviewer.assess` asks the engine for a Reading: Claims with quoted strings, not trusted.
4. `critique.settle` finds every quote (`quotes.find`), drops what no words support, computes the level.
5. `flow.follow_up` decides on the next line; `store.append` keeps critique and line together.
6. The page draws every turn and critique from the store; there is no second way of drawing.

An answer without a critique is a normal state ("not assessed yet", try again), never a made-up score.
"""
