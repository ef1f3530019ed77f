"""Loading content: for each kind of mistake the sentence that its writer reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.content.loader import load, packaged, read
from voice_coach.errors import ContentError


def write(home: Path, **files: str) -> Path:
    for name, text in files.items():
        (home / f"{name}.toml").write_text(text, encoding="utf-8")
    return home


def complaint(home: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load(home)
    assert caught.value.fix.endswith((".", "?", "…")), "each complaint says what to do"
    return caught.value.sentence()


MISTAKES = {
    "a bracket too few": ('[intents.a]\ntemplates = ["a"\n', "shop.toml:2: the end of the file"),
    "no value": ("[locale]\nlanguage =\n", "shop.toml:2: column 11 is not TOML: invalid value."),
    "a name twice": (
        "[rules]\na = 'x'\na = 'y'\n",
        "shop.toml:3: column 8 is not TOML: cannot",
    ),
    "a slip in a table": (
        "[intent.a]\n",
        "shop.toml: there is no table [intent]. Did you mean 'intents'?",
    ),
    "a slip in a key": (
        '[intents.order]\ntemplate = ["a"]',
        "shop.toml: [intents.order] has no key 'template'. Did you mean 'templates'?",
    ),
    "a foreign key": (
        '[slots.size]\nvalues = [{ say = "big", colour = "red" }]',
        "shop.toml: [slots.size], values, number 1 has no key 'colour'. Known: say, value, plus.",
    ),
    "a missing key": ("[intents.order]\n", "shop.toml: [intents.order] lacks the key 'templates'."),
    "text for a list": (
        '[intents.order]\ntemplates = "a"',
        "shop.toml: [intents.order], templates must be a list in [ ], not text in quotes.",
    ),
    "a number for text": (
        "[rules]\na = 3",
        "shop.toml: [rules.a] must be text in quotes, not a whole",
    ),
    "a wrong choice": (
        '[slots.size]\ntype = "numbers"',
        "shop.toml: [slots.size], type cannot be 'numbers'. Did you mean 'number'?",
    ),
    "deep in a script": (
        '[scripts.s]\nsteps = [{ id = "x", cues = [{ at = 1, sai = "hi" }] }]',
        "[scripts.s], steps, number 1 ('x'), cues, number 1 has no key 'sai'. Did you mean 'say'?",
    ),
    "a wrong kind of step": (
        '[scripts.s]\nsteps = [{ id = "x", kind = "asks" }]',
        "[scripts.s], steps, number 1 ('x'), kind cannot be 'asks'. Did you mean 'ask'?",
    ),
    "a list among the meanings": (
        '[intents.a]\ntemplates = ["a"]\nmeans = { x = [1] }',
        "shop.toml: [intents.a], means, (one of its keys) must be a number or text in quotes",
    ),
    "a card without a deck": (
        '[[cards]]\nid = "c1"\ntext = "x"',
        "the card 'c1' lacks the key 'deck'.",
    ),
    "one card for a list": ('[cards]\nid = "c1"', "shop.toml: cards must be a list."),
    "a table that is none": ("intents = 3", "shop.toml: intents must be a table."),
    "an unspeakable slot name": (
        '[slots."my size"]\nvalues = ["a"]',
        "cannot be written in a template",
    ),
    "a slot without values": ("[slots.size]\n", "shop.toml: [slots.size] has no values."),
    "min above max": ('[slots.n]\ntype = "number"\nmin = 5\nmax = 1', "has min 5 above max 1."),
    "a template": (
        '[intents.a]\ntemplates = ["(a|b"]',
        "[intents.a]: in the template '(a|b', column 1",
    ),
    "a template in a rule": ('[rules]\nr = "a|b"', "shop.toml: [rules.r]: in the template 'a|b'"),
    "a template in a slot": (
        '[slots.s]\nvalues = ["a!"]',
        "[slots.s]: in the template 'a!', column 1",
    ),
    "brackets without end": (
        f'[rules]\nr = "{"[" * 2000}a{"]" * 2000}"',
        "shop.toml: [rules.r]: a template is nested too deeply.",
    ),
    "no steps": ("[scripts.s]\nsteps = []", "shop.toml: [scripts.s] has no steps."),
    "two steps of one name": (
        '[scripts.s]\nsteps = [{ id = "x" }, { id = "x" }]',
        "shop.toml: [scripts.s] has two steps 'x'.",
    ),
    "a card twice": (
        '[[cards]]\nid = "c"\ndeck = "d"\ntext = "x"\n' * 2,
        "stands twice in this file.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_that_names_file_and_table(mistake: str, tmp_path: Path) -> None:
    text, sentence = MISTAKES[mistake]
    said = complaint(write(tmp_path, shop=text))
    assert said.startswith("shop.toml:")
    assert sentence in said


def test_the_same_name_in_two_files_names_both(tmp_path: Path) -> None:
    write(tmp_path, one="[rules]\nhi = 'hello'", two="[rules]\nhi = 'hullo'")
    assert complaint(tmp_path).startswith("two.toml: [rules.hi] stands in one.toml too.")


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_bytes('[rules]\n\ncafe = "café"'.encode("latin-1"))
    assert complaint(tmp_path) == "shop.toml:3: this is not UTF-8 text. Save the file as UTF-8."


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_bytes(b'\xef\xbb\xbf[rules]\r\nhi = "hello"\r\n')
    assert load(tmp_path).rules == {"hi": "hello"}


def test_a_directory_that_is_none(tmp_path: Path) -> None:
    assert "does not exist" in complaint(tmp_path / "nowhere")
    assert "holds no .toml file" in complaint(tmp_path)
    assert "is a file, not a directory" in complaint(write(tmp_path, shop="") / "shop.toml")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"gone\.toml: cannot be read"):
        read(tmp_path / "gone.toml", "gone.toml")


def test_scenes_are_not_content_but_other_directories_are(tmp_path: Path) -> None:
    for name in ("rehearsals", "rooms"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, first=f"[rules]\n{name} = 'hello'")
    content = load(tmp_path)
    assert content.rules == {"rooms": "hello"}
    assert content.origin["rules.rooms"] == "rooms/first.toml"


def test_templates_keep_their_order_and_single_replies_become_lists(tmp_path: Path) -> None:
    content = load(
        write(tmp_path, shop='[intents.a]\ntemplates = ["b", "a", "c"]\n[replies]\nhi = "Hello."')
    )
    assert content.intents["a"].templates == ["b", "a", "c"]
    assert content.replies["hi"] == ["Hello."]


def test_the_coach_speaks_the_languages_it_has() -> None:
    assert (packaged("en") / "units.toml").is_file()
    with pytest.raises(ContentError) as caught:
        load(language="xx")
    assert caught.value.sentence() == (
        "there is no content for the language 'xx'. Known languages: de, en."
    )


@given(st.text())
def test_any_text_is_a_file_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        outcome = type(read(path, "any.toml")).__name__
    except ContentError as error:
        outcome = str(error)
    assert outcome.startswith(("ContentFile", "any.toml:"))
