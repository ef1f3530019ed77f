"""Checking content: every rule with content that breaks it, and content that keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_coach.content.finding import Finding
from voice_coach.content.lint import check
from voice_coach.content.loader import load
from voice_coach.content.reading import grade, syllables

PLAIN = """
[intents.tea]
templates = ["make tea"]
[intents.yes]
templates = ["yes", "sure"]
[intents.no]
templates = ["no", "rather not"]
"""


def steps(text: str, starts: str = "tea") -> str:
    return f"{PLAIN}\n[scripts.brew]\nstarts = ['{starts}']\nsteps = [\n{text}\n]\n"


ASK = "answers = { yes = 'end', no = 'end' }"
CARD = "deck = 'starters'\n"

# rule: (content that breaks it, severity, where, part of the sentence, content that keeps it)
RULES = {
    "an undefined slot": (
        "[slots.size]\nvalues=['big']\n[intents.a]\ntemplates = ['a {size} {sise} cup']",
        "error",
        "intents.a",
        "uses {sise}, which does not exist. Did you mean 'size'?",
        "[slots.size]\nvalues=['big']\n[intents.a]\ntemplates = ['a {size} cup']",
    ),
    "an undefined rule": (
        "[intents.a]\ntemplates = ['a cup <please>']",
        "error",
        "intents.a",
        "uses <please>, which does not exist.",
        "[rules]\nplease='[please]'\n[intents.a]\ntemplates = ['a cup <please>']",
    ),
    "an unused rule": (
        "[rules]\nhi='hello'\n",
        "warning",
        "rules.hi",
        "is used by no template.",
        "[rules]\nhi='hello'\n[intents.a]\ntemplates = ['<hi> you']",
    ),
    "a rule within itself": (
        "[rules]\na='x <b>'\nb='y <a>'\n[intents.a]\ntemplates=['<a>']",
        "error",
        "rules.a",
        "contains itself.",
        "[rules]\na='x <b>'\nb='y z'\n[intents.a]\ntemplates=['<a>']",
    ),
    "a shared phrase": (
        "[intents.a]\ntemplates = ['[more] tea [please]']\n[intents.b]\ntemplates=['tea']",
        "error",
        "intents.a",
        "shares the phrase 'tea' with [intents.b].",
        "[intents.a]\ntemplates = ['more tea [please]']\n[intents.b]\ntemplates=['tea']",
    ),
    "a nearly shared phrase": (
        "[intents.a]\ntemplates = ['speak a bit softer please']\n"
        "[intents.b]\ntemplates=['speak a bit softer pleased']",
        "warning",
        "intents.a",
        "is nearly 'speak a bit softer pleased' of [intents.b]",
        "[intents.a]\ntemplates = ['speak a bit softer please']\n[intents.b]\ntemplates=['hurry']",
    ),
    "a slot alone": (
        "[slots.size]\nvalues=['big']\n[intents.a]\ntemplates = ['[a] {size} [cup]']",
        "warning",
        "intents.a",
        "can be a slot alone",
        "[slots.size]\nvalues=['big']\n[intents.a]\ntemplates = ['[a] {size} cup']",
    ),
    "a word without a sound": (
        "[intents.a]\ntemplates = ['make xyzzy']",
        "error",
        "intents.a",
        "the ear has no pronunciation for 'xyzzy'.",
        "[intents.a]\ntemplates = ['make tea']\n[intents.b]\nignored=true\ntemplates=['xyzzy']",
    ),
    "a step that nothing leads to": (
        steps("{id='a', kind='end'}, {id='b', kind='end'}"),
        "warning",
        "scripts.brew:b",
        "is never reached.",
        steps("{id='a'}, {id='b', kind='end'}"),
    ),
    "a way to nowhere": (
        steps("{id='a', next='bb'}, {id='b'}"),
        "error",
        "scripts.brew:a",
        "leads to the step 'bb', which does not exist.",
        steps("{id='a', next='b'}, {id='b', next='end'}"),
    ),
    "an answer that is no intent": (
        steps("{id='a', kind='ask', again='Tea?', say='Some tea?', answers={yess='end'}}"),
        "error",
        "scripts.brew:a",
        "answers 'yess', which is no intent. Did you mean 'yes'?",
        steps("{id='a', kind='ask', again='Tea?', say='Some tea?', answers={yes='end'}}"),
    ),
    "an answer that leads to nowhere": (
        steps("{id='a', kind='ask', again='Tea?', say='Some tea?', answers={yes='b'}}"),
        "error",
        "scripts.brew:a",
        "leads to the step 'b'",
        steps("{id='a', kind='ask', again='Tea?', answers={yes='b'}}, {id='b'}"),
    ),
    "a start that is no intent": (
        steps("{id='a'}", starts="teas"),
        "error",
        "scripts.brew",
        "is started by 'teas', which is no intent. Did you mean 'tea'?",
        steps("{id='a'}"),
    ),
    "two scripts with one start": (
        steps("{id='a'}") + "[scripts.cup]\nstarts=['tea']\nsteps=[{id='a'}]",
        "error",
        "scripts.cup",
        "is started by 'tea', as [scripts.brew] is.",
        steps("{id='a'}") + "[scripts.cup]\nsteps=[{id='a'}]",
    ),
    "a question without a thought for silence": (
        steps(f"{{id='a', kind='ask', say='Tea?', {ASK}}}"),
        "error",
        "scripts.brew:a",
        "asks without a thought for silence.",
        steps(f"{{id='a', kind='ask', say='Tea?', again='Well?', silence='end', {ASK}}}"),
    ),
    "a question asked twice alike": (
        steps(f"{{id='a', kind='ask', say='Tea?', silence='end', {ASK}}}"),
        "warning",
        "scripts.brew:a",
        "would ask twice with the same words.",
        steps(f"{{id='a', kind='ask', say='Tea?', again='Well?', {ASK}}}"),
    ),
    "a gate without a second asking": (
        steps("{id='a', kind='gate', say='Both?'}"),
        "warning",
        "scripts.brew:a",
        "would ask twice with the same words.",
        steps("{id='a', kind='gate', say='Both?', again='Yes?'}"),
    ),
    "answers that sound alike": (
        steps("{id='a', kind='ask', say='So?', again='Well?', answers={yes='end', yet='a'}}")
        + "[intents.yet]\ntemplates=['sure thing', 'shure']",
        "warning",
        "scripts.brew:a",
        "'sure' (yes) sounds like 'shure' (yet).",
        steps(f"{{id='a', kind='ask', say='So?', again='Well?', {ASK}}}"),
    ),
    "an unknown tone": (
        steps("{id='a', chime='ding'}"),
        "error",
        "scripts.brew:a",
        "has no tone 'ding'.",
        steps("{id='a', chime='chime'}"),
    ),
    "a deck that is none": (
        steps("{id='a', kind='card', deck='ideas'}"),
        "error",
        "scripts.brew:a",
        "has no deck 'ideas'.",
        steps("{id='a', kind='card', deck='ideas'}")
        + "[[cards]]\nid='c'\ndeck='ideas'\ntext='Tea.'",
    ),
    "a script that is none": (
        steps("{id='a', kind='run', script='brow'}"),
        "error",
        "scripts.brew:a",
        "runs 'brow', which is no script. Did you mean 'brew'?",
        steps("{id='a', kind='run', script='cup'}") + "[scripts.cup]\nsteps=[{id='a'}]",
    ),
    "a wait without an end": (
        steps("{id='a', kind='wait'}"),
        "warning",
        "scripts.brew:a",
        "waits without an end.",
        steps("{id='a', kind='wait', seconds=60}"),
    ),
    "a default beyond its limits": (
        steps("{id='a'}") + "limits.n = {min=1, max=2, default=3}",
        "error",
        "scripts.brew",
        "defaults to 3",
        steps("{id='a'}") + "limits.n = {min=1, max=2, default=2}",
    ),
    "a placeholder without a value": (
        steps("{id='a', say='For {secs:duration}.'}") + "limits.seconds={min=1,max=9,default=5}",
        "error",
        "scripts.brew:a",
        "says {secs}, which has no value here",
        steps("{id='a', say='For {secs:duration}.'}") + "limits.secs={min=1,max=9,default=5}",
    ),
    "a format that is none": (
        "[replies]\nleft = 'There are {n:minutes} left.'",
        "error",
        "replies.left",
        "has no format 'minutes'",
        "[replies]\nleft = 'There are {n:duration} left.'",
    ),
    "a stray bracket": (
        "[replies]\nleft = 'It is {done.'",
        "error",
        "replies.left",
        "has a stray bracket",
        "[replies]\nleft = 'It is {done}.'",
    ),
    "a prompt of too many words": (
        f"[replies]\nlong = '{'so ' * 21}'",
        "warning",
        "replies.long",
        "has 21 words, more than 20",
        f"[replies]\nlong = '{'so ' * 20}'",
    ),
    "a card of too many words": (
        f"[[cards]]\nid='c'\ndeck='ideas'\ntext = '{'so ' * 19}'",
        "warning",
        "cards.c",
        "has 19 words, more than 18",
        f"[[cards]]\nid='c'\ndeck='ideas'\ntext = '{'so ' * 18}'",
    ),
    "a prompt of too many seconds": (
        "[replies]\nslow = 'so so so so so so so so so so LONG LONG LONG LONG LONG'",
        "warning",
        "replies.slow",
        "takes 9.0 s, more than 8 s",
        "[replies]\nslow = 'so so so so so so so so so so so so so so so'",
    ),
    "a prompt beyond the ceiling": (
        "[replies]\nslow = 'so so so so so so so so so so LONG LONG LONG LONG LONG LONG LONG'",
        "error",
        "replies.slow",
        "takes 12.7 s at the slow rate, more than 12 s",
        "[replies]\nslow = 'so so so so so so so so so so so so so so so so so so so so'",
    ),
    "four choices": (
        "[replies]\npick = 'Tea, coffee, milk, or water?'",
        "warning",
        "replies.pick",
        "offers 4 choices, more than 3",
        "[replies]\npick = 'Well, now. Tea, coffee, or milk?'",
    ),
    "hard words": (
        "[replies]\nhard = 'Communicate your emotional necessities constructively together.'",
        "warning",
        "replies.hard",
        "reads at grade",
        "[replies]\nhard = 'Say what you feel and what you need.'",
    ),
    "a card that is no question": (
        f"[[cards]]\nid='c'\n{CARD}text='What made you laugh today? And why?'",
        "warning",
        "cards.c",
        "is not one question",
        f"[[cards]]\nid='c'\n{CARD}text='What made you laugh today?'",
    ),
    "a card for yes or no": (
        f"[[cards]]\nid='c'\n{CARD}text='Do you like tea?'",
        "warning",
        "cards.c",
        "can be answered yes or no",
        "[[cards]]\nid='c'\ndeck='ideas'\ntext='Do the dishes to music.'",
    ),
    "two cards that ask the same": (
        f"[[cards]]\nid='c'\n{CARD}text='What made you laugh today?'\n"
        f"[[cards]]\nid='d'\n{CARD}text='What made us laugh today?'",
        "warning",
        "cards.d",
        "asks nearly the same as the card 'c'",
        f"[[cards]]\nid='c'\n{CARD}text='What made you laugh today?'\n"
        f"[[cards]]\nid='d'\n{CARD}text='Which song fits this evening?'",
    ),
    "an easier card that is none": (
        f"[[cards]]\nid='c-one'\n{CARD}text='What made you laugh?'\neasier='c-onn'",
        "error",
        "cards.c-one",
        "names an easier card 'c-onn', which does not exist. Did you mean 'c-one'?",
        f"[[cards]]\nid='c-one'\n{CARD}text='What made you laugh?'\neasier='What was fun today?'",
    ),
}


def deaf_to_xyzzy(words: frozenset[str]) -> frozenset[str]:
    return words & {"xyzzy"}


def voice(text: str, rate: int) -> float:
    """A voice for which LONG words take a second at 150 words a minute, and others 0.4 s."""
    return sum(1.0 if word == "LONG" else 0.4 for word in text.split()) * 150 / rate


def found_in(home: Path, text: str) -> list[Finding]:
    (home / "shop.toml").write_text(text, encoding="utf-8")
    return check(load(home), deaf_to_xyzzy, voice)


@pytest.mark.parametrize("rule", RULES)
def test_content_that_breaks_a_rule_is_told_so_and_content_that_keeps_it_is_not(
    rule: str, tmp_path: Path
) -> None:
    bad, severity, name, sentence, good = RULES[rule]
    hits = [f for f in found_in(tmp_path, bad) if sentence in f"{f.sentence} {f.fix}"]
    assert [(hit.severity, hit.file, hit.name) for hit in hits][:1] == [
        (severity, "shop.toml", name)
    ]
    assert all(hit.fix for hit in hits)
    kinds = sentence.partition("'")[0].partition("{")[0]
    again = [f for f in found_in(tmp_path, good) if f.name == name and kinds in f.sentence]
    assert again == []


def test_an_answer_may_share_its_words_with_a_request(tmp_path: Path) -> None:
    text = steps(f"{{id='a', kind='ask', say='Tea?', again='Well?', {ASK}}}")
    shared = text + "[scripts.more]\nstarts=['again']\nsteps=[{id='a'}]\n"
    shared += "[intents.again]\ntemplates=['sure']"
    hits = [f for f in found_in(tmp_path, shared) if "shares the phrase" in f.sentence]
    assert hits == [], "the open question comes first"


def test_content_without_a_fault_has_no_findings(tmp_path: Path) -> None:
    text = steps(f"{{id='a', kind='ask', say='Tea?', again='Well?', silence='end', {ASK}}}")
    assert found_in(tmp_path, text) == []


def test_a_script_inside_another_may_say_what_the_outer_one_remembers(tmp_path: Path) -> None:
    text = steps("{id='a', kind='run', script='cup'}") + "limits.n = {min=1, max=3, default=2}\n"
    text += "[scripts.cup]\nsteps=[{id='a', say='{n:number} cups.'}]"
    assert found_in(tmp_path, text) == []


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("tea", 1),
        ("please", 1),
        ("space", 1),
        ("loved", 1),
        ("twenty", 2),
        ("wanted", 2),
        ("little", 2),
        ("minutes", 2),
        ("useless", 2),
        ("together", 3),
        ("appreciation", 5),
    ],
)
def test_syllables_of_everyday_words(word: str, count: int) -> None:
    assert syllables(word) == count


def test_short_words_and_sentences_read_easier() -> None:
    assert grade("Say what you feel.") < 2
    assert grade("Communicate your emotional necessities constructively.") > 15
    assert grade("What helped? What hurt?") < grade("What helped and what hurt?")
    assert grade("") == 0
