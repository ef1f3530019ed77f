"""What steps do with the couple's box: letters, promises, what is remembered, and forgetting.

An act is on the disk when it returns; only then are the words of its step said ("Kept."). Where
the box is shut, fails, or has nothing of the kind, the act is not done, and the step goes on to its
`below`. Words of the box go into `Place.words`, which is never saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from voice_coach.content.spoken import fill
from voice_coach.conversation import breaths, days, letters_due, promising, remembering
from voice_coach.conversation.desk import Desk
from voice_coach.conversation.ports import Keeper, Label, Of
from voice_coach.conversation.script import Place, script_of
from voice_coach.conversation.state import State
from voice_coach.conversation.timers import Board
from voice_coach.errors import StoreError
from voice_coach.messages import DropOld

Act = Callable[[State, Place, Keeper], bool]


def do(state: State, place: Place, act: str) -> bool:
    """Carry out an act; False where it was not, and why on the screen when something failed."""
    try:
        if act == "everything":
            _everything(state)
            return True
        if act == "remember":
            return _remember(state, place)
        box = state.desk.box
        return box is not None and _ACTS[act](state, place, box)
    except StoreError as error:
        state.show(error.sentence())
        return False


# --- letters --------------------------------------------------------------------------------


def _find_draft(state: State, place: Place, box: Keeper) -> bool:
    """The last unfinished letter is in hand; from now on it has been told of."""
    state.desk.item = ""
    drafts = letters_due.unfinished(box)
    if not drafts:
        return False
    state.desk.item = drafts[-1].id
    if not drafts[-1].told:
        box.tell(drafts[-1].id)
    return True


def _add(state: State, place: Place, box: Keeper) -> bool:
    desk = state.desk
    if not desk.said:
        return False
    desk.item = desk.item or box.begin_letter(days.this_day(state))
    box.add_chunk(desk.item, desk.said)
    desk.said = ""
    return True


def _letter_said(state: State, place: Place, box: Keeper) -> bool:
    """What was just dictated, to be read back."""
    place.words["said"] = state.desk.said
    return bool(state.desk.said)


def _begun(state: State, place: Place, box: Keeper) -> bool:
    """Whether anything of it is written."""
    return any(it.id == state.desk.item and it.parts for it in box.labels())


def _drop(state: State, place: Place, box: Keeper) -> bool:
    if not state.desk.item:
        return False
    box.drop_chunk(state.desk.item)
    return True


def _day(state: State, place: Place, box: Keeper) -> bool:
    """The day until which it is sealed, in words."""
    day = days.opening(state, place.slots)
    known = day is not None or place.slots.get(days.SEAL, days.OPEN) == days.OPEN
    slots = {"day": days.in_words(day, state)} if day else {}
    words = state.content.replies["letter.sealed" if day else "letter.open"][0]
    place.words["day"] = fill(words, slots, state.content)
    return known


def _seal(state: State, place: Place, box: Keeper) -> bool:
    desk = state.desk
    if not desk.item:
        return False
    of: Of = "both" if "both" in place.slots else "one"
    box.seal(desk.item, of, days.this_day(state), days.opening(state, place.slots))
    desk.item, desk.kept_at, state.recent = "", state.now, None
    letters_due.look_for_letters(state)
    return True


def _letter_ready(state: State, place: Place, box: Keeper) -> bool:
    """A letter whose day has come, and that nobody was told of."""
    ready = [it for it in box.labels() if letters_due.ready(it, state) and not it.told]
    state.desk.gone_through.clear()
    return _take(state, place, ready)


def _told(state: State, place: Place, box: Keeper) -> bool:
    box.tell(state.desk.item)
    return True


# --- promises -------------------------------------------------------------------------------


def _promise_asked(state: State, place: Place, box: Keeper) -> bool:
    """A line that was a promise: the one that asked for it, or one of the step above."""
    script = script_of(state.content, place.script)
    ids = [step.id for step in script.steps]
    above = ids.index(place.step) - 1
    desk = state.desk
    if not desk.asked or (above >= 0 and desk.asked_in != f"{place.script}:{ids[above]}"):
        return False
    desk.said, desk.asked = desk.asked, ""
    return _promise_said(state, place, box)


def _promise_said(state: State, place: Place, box: Keeper) -> bool:
    """The words that were just typed or dictated, to be said back."""
    if not state.desk.said:
        return False
    place.words["promise"] = promising.said_back(state.desk.said, "will", state.content)
    return True


def _keep_promise(state: State, place: Place, box: Keeper) -> bool:
    desk = state.desk
    if not desk.said:
        return False
    desk.item = box.keep_promise(desk.said, days.this_day(state))
    desk.said, desk.kept_at, state.recent = "", state.now, None
    return True


def _first_promise(state: State, place: Place, box: Keeper) -> bool:
    state.desk.gone_through.clear()
    return _next_promise(state, place, box)


def _next_promise(state: State, place: Place, box: Keeper) -> bool:
    if not _take(state, place, [it for it in box.labels() if it.kind == remembering.PROMISE]):
        return False
    if not next(it.told for it in box.labels() if it.id == state.desk.item):
        box.tell(state.desk.item)
    text = " ".join(box.words(state.desk.item, days.this_day(state)))
    place.words["meant"] = promising.said_back(text, "meant", state.content)
    return True


# --- whatever is kept -----------------------------------------------------------------------


def _newest(state: State, place: Place, box: Keeper) -> bool:
    state.desk.gone_through.clear()
    return _next_item(state, place, box)


def _next_item(state: State, place: Place, box: Keeper) -> bool:
    return _take(state, place, reversed(box.labels()))


def _take(state: State, place: Place, labels: Iterable[Label]) -> bool:
    """The first that was not gone through is in hand: what it is, and what is known of it."""
    desk = state.desk
    label = next((it for it in labels if it.id not in desk.gone_through), None)
    if label is None:
        return False
    desk.item = label.id
    desk.gone_through.add(label.id)
    place.words["item"] = remembering.described(state, label)
    sealed = label.finished and label.opens_on is not None and not letters_due.ready(label, state)
    known = {"both": label.of == "both", "sealed": sealed}
    place.given -= known.keys()
    place.given |= {name for name, is_so in known.items() if is_so}
    return True


def _read(state: State, place: Place, box: Keeper) -> bool:
    parts = box.words(state.desk.item, days.this_day(state))
    whole = [_printable(part) for part in parts]
    place.words["letter"] = "\n".join(whole)
    state.desk.pages = [page for part in whole for page in breaths.of(part)]
    return True


def _page(state: State, place: Place, box: Keeper) -> bool:
    """The next breath of what is read aloud."""
    if not state.desk.pages:
        return False
    place.words["letter"] = state.desk.pages.pop(0)
    return True


def _printable(text: str) -> str:
    """Without control characters: an imported text must not steer the terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _forget(state: State, place: Place, box: Keeper) -> bool:
    gone = bool(state.desk.item) and box.forget(state.desk.item)
    state.desk.item, state.desk.said = "", ""
    state.last_said, state.recent = (), None
    return gone


def _remember(state: State, place: Place) -> bool:
    """Counts and kinds, never a word."""
    labels = state.desk.box.labels() if state.desk.box is not None else ()
    kept = remembering.counts(state, labels)
    place.words["kept"] = kept
    if labels:
        place.given.add("words")
    return bool(kept)


def _everything(state: State) -> None:
    """The box with its key, timers and nudges, places, used cards. The modes stay: they are how
    the couple want to be talked to."""
    if state.desk.keeper is not None:
        state.desk.keeper.forget_everything()
    state.out.append(DropOld())
    state.board = Board()
    state.used, state.used_now, state.owed, state.done = [], [], [], {}
    state.rings, state.music.next = (), 0
    state.last_said, state.recent = (), None
    state.desk = Desk(state.desk.keeper, state.desk.typing, state.desk.dictation)


_ACTS: dict[str, Act] = {
    "draft.find": _find_draft,
    "letter.said": _letter_said,
    "letter.add": _add,
    "letter.drop": _drop,
    "letter.begun": _begun,
    "letter.day": _day,
    "letter.seal": _seal,
    "letter.ready": _letter_ready,
    "letter.told": _told,
    "item.newest": _newest,
    "item.next": _next_item,
    "item.read": _read,
    "item.page": _page,
    "item.forget": _forget,
    "promise.asked": _promise_asked,
    "promise.said": _promise_said,
    "promise.keep": _keep_promise,
    "promise.first": _first_promise,
    "promise.next": _next_promise,
}
