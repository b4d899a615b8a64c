"""Own banks: saved whole or not at all, never over somebody's work, and everything can be undone."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import CANDIDATE, bank

from coach import bankfile, files, guides
from coach.banks import Shelf
from coach.errors import BankError, Conflict, InputError, NotFound, StoreError
from coach.models import Bank
from coach.workshop import EARLIER, Workshop

GUIDE = """\
Repairing things in public

Questions

1. Tell me about a fault that customers found before you did.
Areas to cover
- How the fault came to light
- What was told to customers, and when
- What was put right first
- What has changed since
Follow-up questions
- Who decided what customers were told?
- What would you watch for today?

2. Tell me about an apology you had to make.
Areas to cover
- What it was for
- The words that were chosen
- How it was taken
Follow-up questions
- How was it taken by those it was for?

Please do not quote this page without asking.
"""


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """One shipped bank, "plans", and no own one yet."""
    shipped, own = tmp_path / "shipped", tmp_path / "data" / "banks"
    shipped.mkdir()
    (shipped / "plans.yaml").write_text(bankfile.dump(bank()), encoding="utf-8")
    return Workshop(Shelf((shipped, own)), own)


def titled(made: Bank, title: str) -> Bank:
    return replace(made, title=title)


def same(one: Bank, other: Bank) -> bool:
    """All but the hash, and the title that each question repeats."""
    return bankfile.dump(one) == bankfile.dump(other)


def inside(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# -- saving ------------------------------------------------------------------------------------------


def test_a_saved_bank_is_in_the_library_at_once_and_is_the_owners(workshop: Workshop) -> None:
    saved = workshop.save(CANDIDATE, bank("mine"))
    assert workshop.shelf.library.bank("mine") == saved
    assert same(saved, bank("mine"))
    assert workshop.own(CANDIDATE, "mine")
    assert not workshop.own(CANDIDATE, "plans")
    assert not workshop.own(CANDIDATE, "nothing")


def test_the_own_banks_are_those_in_the_own_folder(workshop: Workshop, tmp_path: Path) -> None:
    assert workshop.own_ids(CANDIDATE) == frozenset()
    for bank_id in ("mine", "other", "hidden"):
        workshop.save(CANDIDATE, bank(bank_id))
    (workshop.folder / "broken.yaml").write_text("id: broken", encoding="utf-8")
    (tmp_path / "shipped" / "hidden.yaml").write_text(bankfile.dump(bank("hidden", title="First")), encoding="utf-8")
    assert workshop.own_ids(CANDIDATE) == {"mine", "other"}


def test_saving_leaves_the_bank_file_and_nothing_else(workshop: Workshop) -> None:
    workshop.save(CANDIDATE, bank("mine"))
    assert list(inside(workshop.folder)) == ["mine.yaml"]


def test_an_edited_bank_replaces_the_version_that_was_edited(workshop: Workshop) -> None:
    first = workshop.save(CANDIDATE, bank("mine"))
    second = workshop.save(CANDIDATE, titled(first, "Second"), first.hash)
    assert second.hash != first.hash
    assert workshop.shelf.library.bank("mine").title == "Second"


def test_a_bank_in_a_file_of_another_name_is_saved_to_that_file(workshop: Workshop) -> None:
    workshop.folder.mkdir(parents=True)
    (workshop.folder / "from a friend.yml").write_text(bankfile.dump(bank("mine")), encoding="utf-8")
    here = workshop.shelf.library.bank("mine")
    workshop.save(CANDIDATE, titled(here, "Second"), here.hash)
    assert [p.name for p in workshop.folder.glob("*.y*ml")] == ["from a friend.yml"]
    assert workshop.shelf.library.bank("mine").title == "Second"
    workshop.undo(CANDIDATE, "mine")
    assert workshop.shelf.library.bank("mine").title == here.title


@pytest.mark.parametrize("taken", ["plans", "mine"])
def test_a_new_bank_needs_an_id_of_its_own(workshop: Workshop, taken: str) -> None:
    workshop.save(CANDIDATE, bank("mine"))
    before = inside(workshop.folder)
    with pytest.raises(InputError, match=f"a bank '{taken}' already. Choose another id"):
        workshop.save(CANDIDATE, bank(taken))
    assert inside(workshop.folder) == before


def test_a_file_that_cannot_be_read_is_not_written_over(workshop: Workshop) -> None:
    workshop.folder.mkdir(parents=True)
    (workshop.folder / "mine.yaml").write_text("half a bank", encoding="utf-8")
    with pytest.raises(InputError, match="already"):
        workshop.save(CANDIDATE, bank("mine"))
    assert workshop.free_id(CANDIDATE, "mine") == "mine-2"
    assert (workshop.folder / "mine.yaml").read_text(encoding="utf-8") == "half a bank"


@pytest.mark.parametrize("bad_id", ["../up", "Mine", "", "a/b", "con fusion", "x" * 81])
def test_an_id_that_is_none_is_refused_before_anything_is_written(workshop: Workshop, bad_id: str) -> None:
    with pytest.raises(BankError, match="id"):
        workshop.save(CANDIDATE, bank(bad_id))
    assert not workshop.folder.exists()


def test_a_bank_that_is_not_valid_leaves_the_file_as_it_was(workshop: Workshop) -> None:
    saved = workshop.save(CANDIDATE, bank("mine"))
    before = inside(workshop.folder)
    with pytest.raises(BankError, match="title"):
        workshop.save(CANDIDATE, titled(saved, ""), saved.hash)
    assert inside(workshop.folder) == before


def test_the_shipped_folder_is_never_written(workshop: Workshop, tmp_path: Path) -> None:
    before = inside(tmp_path / "shipped")
    shipped = workshop.shelf.library.bank("plans")
    attempts: list[Callable[[], object]] = [
        lambda: workshop.save(CANDIDATE, titled(shipped, "Mine now"), shipped.hash),
        lambda: workshop.delete(CANDIDATE, "plans"),
    ]
    for attempt in attempts:
        with pytest.raises(InputError, match="came with the app"):
            attempt()
    with pytest.raises(NotFound):
        workshop.undo(CANDIDATE, "plans")
    assert inside(tmp_path / "shipped") == before


def test_an_own_bank_that_was_deleted_does_not_come_back_over_a_shipped_one(workshop: Workshop, tmp_path: Path) -> None:
    workshop.save(CANDIDATE, bank("mine"))
    workshop.delete(CANDIDATE, "mine")
    (tmp_path / "shipped" / "mine.yaml").write_text(bankfile.dump(bank("mine", title="Shipped")), encoding="utf-8")
    before = inside(tmp_path / "shipped")
    with pytest.raises(InputError, match="came with the app"):
        workshop.undo(CANDIDATE, "mine")
    assert inside(tmp_path / "shipped") == before


# -- two at once ---------------------------------------------------------------------------------------


def test_a_version_that_was_changed_meanwhile_is_not_written_over(workshop: Workshop) -> None:
    first = workshop.save(CANDIDATE, bank("mine"))
    workshop.save(CANDIDATE, titled(first, "Theirs"), first.hash)
    with pytest.raises(Conflict, match="changed meanwhile"):
        workshop.save(CANDIDATE, titled(first, "Ours"), first.hash)
    assert workshop.shelf.library.bank("mine").title == "Theirs"


def test_a_bank_that_was_deleted_meanwhile_is_not_saved_silently(workshop: Workshop) -> None:
    first = workshop.save(CANDIDATE, bank("mine"))
    workshop.delete(CANDIDATE, "mine")
    with pytest.raises(Conflict, match="deleted meanwhile"):
        workshop.save(CANDIDATE, titled(first, "Ours"), first.hash)
    assert not (workshop.folder / "mine.yaml").exists()


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(workshop: Workshop) -> None:
    first = workshop.save(CANDIDATE, bank("mine"))
    won: list[str] = []
    lost: list[str] = []

    def save(title: str) -> None:
        try:
            won.append(workshop.save(CANDIDATE, titled(first, title), first.hash).title)
        except Conflict:
            lost.append(title)

    threads = [threading.Thread(target=save, args=(f"Title {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(lost) == 7
    assert workshop.shelf.library.bank("mine").title == won[0]


def test_a_disk_that_fails_half_way_leaves_the_old_bank_and_no_rest(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = workshop.save(CANDIDATE, bank("mine"))
    before = inside(workshop.folder)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"No space left on device.*save again"):
        workshop.save(CANDIDATE, titled(first, "Second"), first.hash)
    assert inside(workshop.folder) == before


# -- copy, delete, undo --------------------------------------------------------------------------------


def test_a_copy_of_a_shipped_bank_is_an_own_one_with_the_same_questions(workshop: Workshop) -> None:
    made = workshop.copy(CANDIDATE, "plans", "my-plans", "My plans")
    assert (made.id, made.title) == ("my-plans", "My plans")
    assert same(replace(made, id="plans", title="Plans"), workshop.shelf.library.bank("plans"))
    assert workshop.own(CANDIDATE, "my-plans")


def test_a_deleted_bank_is_gone_and_undo_brings_it_back(workshop: Workshop) -> None:
    saved = workshop.save(CANDIDATE, bank("mine"))
    workshop.delete(CANDIDATE, "mine")
    assert [b.id for b in workshop.shelf.library.banks] == ["plans"]
    assert workshop.undo(CANDIDATE, "mine") == saved
    assert workshop.shelf.library.bank("mine") == saved


def test_undo_goes_back_to_the_version_before_the_save_and_twice_is_redo(workshop: Workshop) -> None:
    first = workshop.save(CANDIDATE, bank("mine"))
    assert not workshop.can_undo(CANDIDATE, "mine")
    second = workshop.save(CANDIDATE, titled(first, "Second"), first.hash)
    assert workshop.can_undo(CANDIDATE, "mine")
    assert workshop.undo(CANDIDATE, "mine") == first
    assert workshop.shelf.library.bank("mine") == first
    assert workshop.undo(CANDIDATE, "mine") == second


def test_versions_kept_for_undo_are_no_banks(workshop: Workshop) -> None:
    first = workshop.save(CANDIDATE, bank("mine"))
    workshop.save(CANDIDATE, titled(first, "Second"), first.hash)
    assert (workshop.folder / EARLIER / "mine.yaml").exists()
    library = workshop.shelf.library
    assert [b.title for b in library.banks if b.id == "mine"] == ["Second"]
    assert library.problems == ()


@pytest.mark.parametrize("bank_id", ["mine", "../mine", "nothing", ""])
def test_without_an_earlier_version_there_is_nothing_to_undo(workshop: Workshop, bank_id: str) -> None:
    workshop.save(CANDIDATE, bank("mine"))
    with pytest.raises(NotFound, match="no earlier version"):
        workshop.undo(CANDIDATE, bank_id)


def test_what_is_not_there_cannot_be_copied_deleted_or_taken_along(workshop: Workshop) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: workshop.copy(CANDIDATE, "nothing", "mine", "Mine"),
        lambda: workshop.delete(CANDIDATE, "nothing"),
        lambda: workshop.yaml(CANDIDATE, "nothing"),
        lambda: workshop.markdown(CANDIDATE, "nothing"),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound, match="no bank 'nothing'"):
            attempt()


def test_free_ids_count_up(workshop: Workshop) -> None:
    assert workshop.free_id(CANDIDATE, "mine") == "mine"
    assert workshop.free_id(CANDIDATE, "plans") == "plans-2"
    workshop.save(CANDIDATE, bank("plans-2"))
    assert workshop.free_id(CANDIDATE, "plans") == "plans-3"


# -- taking along and bringing in ------------------------------------------------------------------------


def test_the_yaml_taken_along_is_the_bank(workshop: Workshop) -> None:
    there = workshop.shelf.library.bank("plans")
    assert same(bankfile.read_bank(workshop.yaml(CANDIDATE, "plans").encode(), "plans.yaml"), there)


def test_the_markdown_taken_along_reads_as_the_same_bank(workshop: Workshop) -> None:
    text = workshop.markdown(CANDIDATE, "plans")
    read = guides.read(files.lines("plans.md", text.encode()), "plans").bank
    assert same(read, workshop.shelf.library.bank("plans"))


def test_importing_reads_a_guide_and_saves_nothing(workshop: Workshop) -> None:
    guide = workshop.import_guide(CANDIDATE, "repairs.txt", GUIDE.encode(), "repairs", "")
    assert [len(q.areas) for q in guide.bank.questions] == [4, 3]
    assert [line.text for line in guide.unread] == ["Please do not quote this page without asking."]
    assert not workshop.folder.exists()
    workshop.save(CANDIDATE, guide.bank)
    assert same(workshop.shelf.library.bank("repairs"), guide.bank)


@pytest.mark.parametrize(
    ("raw", "what"),
    [(b"", "the file is empty"), (b"Once there was a town.\n", "This does not look like an interview guide")],
)
def test_a_document_that_holds_no_guide_is_refused_by_its_name(workshop: Workshop, raw: bytes, what: str) -> None:
    with pytest.raises(InputError, match=rf"^repairs\.txt: {what}") as refused:
        workshop.import_guide(CANDIDATE, "repairs.txt", raw, "repairs", "")
    assert str(refused.value).count("repairs.txt") == 1


def test_a_bank_is_checked_beside_the_others_and_not_beside_itself(workshop: Workshop) -> None:
    there = workshop.shelf.library.bank("plans")
    alone = {str(r) for r in workshop.check(CANDIDATE, there)}
    copied = {str(r) for r in workshop.check(CANDIDATE, replace(there, id="twin"))}
    assert any("plans" in r for r in copied - alone)
