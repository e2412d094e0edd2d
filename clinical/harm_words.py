"""Words in a free text that suggest harm, so that a person looks at once.

A prompt only, by a list that anybody can read: no model, no score. It errs on the side of a person
looking: "dying to know" and "no thoughts of self-harm" are found too. That nothing was found says
nothing about anybody.
"""

import re
import unicodedata
from collections.abc import Iterator

ABSENCE_SAYS_NOTHING = "That no such words were found says nothing about whether somebody is safe."

# What people type on a phone, and slips of the finger, read as what was meant.
_MEANT = {
    "2": "to", "b": "be", "u": "you", "ur": "your", "im": "i am", "ive": "i have", "id": "i would",
    "wanna": "want to", "wana": "want to", "gonna": "going to", "dnt": "do not", "cnt": "cant",
    "carnt": "cant", "cannot": "cant", "wont": "will not", "didnt": "did not", "dont": "do not",
    "anymore": "any more", "mysel": "myself", "myslef": "myself", "meself": "myself",
    "mself": "myself", "themself": "themselves", "kil": "kill", "kll": "kill", "dieing": "dying",
    "dy": "die", "slef": "self",
}  # fmt: skip

_SELF = r"(?:my|him|her|your|our|them|one)?sel(?:f|ves)"
_PILLS = r"(?:pills|tablets|meds|medication|medicine|paracetamol|insulin|packets?|drugs)"
_SOMEBODY = r"(?:me|him|her|them|us|people|someone|somebody|anyone|the kids|the children)"
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun|\d)"
# `~` stands for up to three words in between. One phrase a line; to be agreed with the clinicians
# of the service, and looked through with them every year.
_PHRASES = (
    # Suicide, and wishing to be dead.
    r"su ?[iy]?c+i?[iyu]d\w*",
    r"suci?cid\w*",
    r"suicd\w*",
    r"su[iy]s[iyu]d\w*",
    r"sewerslide",
    r"kill(?:s|ed|ing)?",
    r"(?<!\d )kms",
    r"kys",
    r"unaliv\w*",
    r"die",
    r"dying",
    r"(?:wish|want|wants|rather|better|be|being) ~ dead",
    r"end(?:s|ed|ing)? (?:it|things|everything)",
    r"end(?:s|ed|ing)? ~ (?:all|life|lives)",
    r"(?:take|takes|taking|took) ~ own life",
    r"(?:take|takes|taking|took) (?:my|his|her|their) life",
    r"(?:not|no longer) want(?:s|ed|ing)? ~ (?:live|be here|be alive|exist|wake up|go on)",
    r"(?:not|never) ~ wake up",
    r"(?:not|no longer) be (?:here|around) ~ (?:more|longer|tomorrow|long)",
    r"wish ~ (?:not here|wasnt here|never born|never been born|gone|disappear)",
    r"want(?:s|ed)? to (?:disappear|be gone|sleep forever)",
    r"better off (?:without me|if i)",
    r"burden (?:on|to)",
    r"(?:say|saying|said) goodbye",
    r"goodbye (?:everyone|everybody|forever|all)",
    # Not being able to go on.
    rf"(?:cant|can not|could not|couldnt) ~ (?:go|carry|keep) on(?! {_WEEKDAY})",
    r"(?:cant|can not|could not|couldnt) (?:take|bear|stand) it",
    r"(?:cant|can not|could not|couldnt) (?:take|do|bear|stand) ~ (?:more|longer)",
    r"(?:cant|can not|could not|couldnt) cope",
    r"(?:cant|can not) see (?:a|any|the|no) (?:point|way out|future)",
    r"no (?:point|reason) ~ (?:live|living|life|being here|go on|going on|carry on|any more)",
    r"what ?s? (?:is )?the point",
    r"nothing ~ live for",
    r"(?:not|isnt) worth living",
    r"no way out",
    r"(?:i|i am|just|want to|ready to) (?:give|giving) up",
    r"(?:give|giving|given) up on (?:life|living|everything|it all)",
    # Hurting oneself.
    r"self ?(?:harm|injur|mutilat)\w*",
    r"harm(?:s|ed|ing)?",
    rf"(?:hurt|hurting|hurts|cut|cutting|cuts|burn|burnt|burned|burning) ~ {_SELF}",
    r"(?:cut|cutting|cuts|slit|slitting|slash\w*) ~ (?:arms?|wrists?|legs?|thighs?|skin|throat)",
    r"(?:been|started|keep|kept|stop) cutting",
    rf"(?:hang|hanging|hung|drown|drowning|poison|poisoning|shoot|shooting|starv\w+) ~ {_SELF}",
    r"over ?dos\w*",
    r"(?:an|took|take|taken) od",
    r"od ?(?:ed|ing)",
    rf"(?:too many|all ~|loads of|a lot of|handful of|bottle of|stockpil\w* ~) {_PILLS}",
    r"stockpil\w*",
    r"noose",
    r"ligature\w*",
    r"razor blades?",
    r"jump(?:s|ed|ing)? (?:off|from|in front|out of the window)",
    # Harm from others, and to others.
    rf"(?:hurt|hurts|hurting|hit|hits|hitting|beat|beats|beating|attack\w*) {_SOMEBODY}",
    r"abus(?:e|es|ed|ing|ive|er)",
    r"assault\w*",
    r"threaten\w*",
    r"rap(?:e|ed|es|ing|ist)",
    r"strangl\w*",
    r"stab(?:s|bed|bing)?",
    r"murder\w*",
    r"gun",
    r"kni(?:fe|ves)",
    r"(?:scared|afraid|frightened|terrified) of (?:him|her|them|my)",
    r"(?:not|isnt|never) (?:feel |feeling )?safe",
    r"unsafe",
    r"in danger",
)  # fmt: skip
_ANY = re.compile(
    r"\b(?:"
    + "|".join(
        one.replace(" ~ ", r"(?: \w+){0,3} ").replace(" ~", r"(?: \w+){0,3}") for one in _PHRASES
    )
    + r")\b"
)
_APOSTROPHES = re.compile("['’‘`´]")  # noqa: RUF001 - as telephones type them
_ODD = re.compile("\\bod['’]d\\b")  # noqa: RUF001 - without its apostrophe it is another word
_NO_WORD = re.compile(r"[^a-z0-9]+")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


def mention_of_harm(text: str) -> str | None:
    """The first words in the text that suggest harm, as read; None where there are none.

    None is no answer: `ABSENCE_SAYS_NOTHING` stands wherever the result is shown.
    """
    for reading in _readings(text):
        if found := _ANY.search(reading):
            return found[0]
    return None


def _readings(text: str) -> Iterator[str]:
    """The text in plain small letters; and again with letters drawn out ("diiie") made single."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = _APOSTROPHES.sub("", _ODD.sub("oded", bare))
    yield _as_meant(_DRAWN_OUT.sub(r"\1\1", plain))
    yield _as_meant(_DRAWN_OUT.sub(r"\1", plain))


def _as_meant(text: str) -> str:
    return " ".join(_MEANT.get(word, word) for word in _NO_WORD.split(text) if word)
