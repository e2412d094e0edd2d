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
    "dy": "die", "slef": "self", "noone": "no one", "nomore": "no more", "aint": "isnt",
    "cudnt": "couldnt", "woz": "was", "wiv": "with",
}  # fmt: skip

_SELF = r"(?:my|him|her|your|our|them|one)?sel(?:f|ves)"
_HIMSELF = r"(?:my|me|him|her|your|our|them|one)sel(?:f|ves)"
_PILLS = (
    r"(?:pills|tablets|meds|medication|medicine|paracetamols?|insulin|packets?|drugs|painkillers"
    r"|ibuprofens?|aspirins?|codeine|tramadol|zopiclone|diazepam|propranolol|antidepressants)"
)
# "2" is read as "to".
_SEVERAL = (
    r"(?:\d+|to|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|some|more|extra|loads|lots|whole|rest|bunch|strip|box)"
)
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
    r"(?:better off|happier|easier) (?:without me|if i)",
    rf"top(?:s|ped|ping)? {_HIMSELF}(?! up)",
    rf"(?:neck|necking|offing|finish|finishing) {_HIMSELF}",
    rf"(?:to|will|might|could|should|just) off {_HIMSELF}",
    rf"(?:do|does|did|doing|done) (?:{_HIMSELF} in|away with {_HIMSELF})",
    rf"string(?:ing)? {_HIMSELF} up",
    r"do(?:ing)? something (?:stupid|silly|daft)",
    r"do(?:ing)? it tonight",
    r"tonight is the night",
    r"sewer slide",
    r"suic[a-z]{0,2}d\w*",
    r"sues[iy]d\w*",
    r"(?:no|lost|without|losing) ~ (?:will|wish|desire) to (?:live|go on|carry on)",
    r"(?:life|lifes|living) ~ (?:not|isnt|never|hardly) worth",
    r"not worth (?:being here|carrying on|going on|being alive)",
    r"(?:life|lifes|living|everything) ~ pointless",
    r"(?:sick|tired|done|fed up) (?:of|with) (?:life|living|being alive|being here|it all)",
    r"had enough(?= of (?:life|living|it|this|everything|all|being)|$)",
    r"no one ~ (?:miss|notice) (?:me|if i)",
    r"nobody ~ (?:miss|notice) (?:me|if i)",
    r"if i (?:was|were) (?:gone|dead)",
    r"if i (?:wasnt|werent|was not|were not) (?:here|around|alive|born)",
    r"(?:when|once|after) i am (?:gone|dead)",
    r"wish ~ (?:not|wasnt|werent|never) (?:alive|around|born|woken)",
    r"(?:should not|shouldnt|not deserve to|deserve to) (?:live|die|be alive|be here|exist)",
    r"rather not (?:be here|be alive|be around|exist|live|wake)",
    r"(?:not|never) (?:hear from|see) me again",
    r"not going to be (?:here|around)(?! (?:on|at|until|till|this|next)\b)",
    r"goodbye (?:note|letter|text|message|video)s?",
    r"(?:say|saying|said) ~ goodbyes",
    r"(?:written|wrote|writing|left|leaving) ~ (?:a|my|her|his|the) note",
    r"(?:written|wrote|writing|left|leaving) (?:a|my|her|his|the) note",
    r"affairs in order",
    r"sorry for everything",
    r"want(?:s|ed)? (?:it|this|everything|it all|the pain) (?:all )?to (?:stop|end|be over)",
    r"hate (?:myself|being alive|my life)",
    r"th(?:ink|inking|ought|oughts) (?:of|about) (?:death|not being|jumping|ending)",
    r"(?:join\w*|be|see) ~ in heaven",
    r"burden (?:on|to)",
    r"(?:say|saying|said) goodbye",
    r"goodbye (?:everyone|everybody|forever|all)",
    # Not being able to go on.
    rf"(?:cant|can not|could not|couldnt) ~ (?:go|carry|keep) on(?! {_WEEKDAY})",
    r"(?:cant|can not|could not|couldnt) (?:take|bear|stand) it",
    r"(?:cant|can not|could not|couldnt) (?:take|do|bear|stand) ~ (?:more|longer)",
    r"(?:cant|can not|could not|couldnt) cope",
    r"(?:cant|can not|could not|couldnt|not|never|no longer) see (?:a|any|the|no|much) "
    r"(?:point|way out|way forward|way through|way ahead|future)",
    r"no way (?:forward|through this)",
    r"cant do life",
    r"not coping",
    r"end of (?:my|his|her|their) (?:tether|rope)",
    r"(?:feel|feels|feeling|felt|am|is|so) hopeless(?! at)",
    r"(?:no hope|lost (?:all )?hope|given up hope)",
    r"(?:dark|darkest|horrible) (?:thoughts|place)",
    r"rock bottom",
    r"in (?:a )?crisis",
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
    r"cut (?:last night|again|yesterday|tonight|this morning|too deep|so deep)",
    r"i (?:have )?cut today",
    r"(?:urges?|want|wanting|need) to cut(?! (?:down|back|out|it|my hair|off|short|the|ties))",
    rf"(?:hit|hits|hitting|punch\w*|scratch\w*|bit|bite|biting) {_HIMSELF}",
    r"bang(?:s|ed|ing)? (?:my|his|her|their) head",
    rf"(?:hang|hanging|hung|drown|drowning|poison|poisoning|shoot|shooting|starv\w+) ~ {_SELF}",
    r"over ?dos\w*",
    r"(?:an|took|take|taken) od",
    r"od ?(?:ed|ing)",
    r"(?:(?:want|going|tried|trying|planning|about|like) to|might|will|could|should) od",
    r"od on",
    r"ova ?dos\w*",
    rf"(?:took|taken|taking|swallow\w*|neck(?:ed|ing)|down(?:ed|ing)) {_PILLS}",
    rf"(?:took|taken|take|taking|swallow\w*|neck(?:ed|ing)|down(?:ed|ing)) ~ {_SEVERAL} ~ {_PILLS}",
    rf"(?:took|taken|take|taking|swallow\w*|neck(?:ed|ing)|down(?:ed|ing)) {_SEVERAL} ~ {_PILLS}",
    rf"(?:bought|buying|saved|saving|hid|hiding|hoard\w*) ~ {_PILLS}",
    r"(?:drink|drinks|drinking|drank|drunk|swallow\w*) ~ "
    r"(?:bleach|antifreeze|weed ?killer|poison|white spirit|drain cleaner)",
    rf"(?:too many|all ~|loads of|a lot of|handful of|bottle of|stockpil\w* ~) {_PILLS}",
    r"stockpil\w*",
    r"noose",
    r"ligature\w*",
    r"razor blades?",
    r"with (?:a|the|my) (?:razor|blade|scissors|lighter)",
    r"(?:bought|tied|got|have|has) (?:a|the|some) rope",
    r"jump(?:s|ed|ing)? (?:off|from|in front|out of the window)",
    r"in front of (?:a|the|that) (?:train|tube|bus|car|lorry|traffic)",
    r"under a (?:train|tube|bus|car|lorry)",
    r"(?:walk|walking|walked|step|stepping|run|running) ~ into (?:the )?traffic",
    r"(?:drive|driving|drove|crash|crashing) ~ (?:into|off) (?:a|the) "
    r"(?:wall|tree|bridge|cliff|river|lorry|road)",
    r"(?:standing|stood|sitting|sat|going to|am) ~ (?:on|at) (?:a|the|this) "
    r"(?:bridge|ledge|roof|cliff|tracks|railway)",
    r"beachy head",
    r"carbon monoxide",
    # Harm from others, and to others.
    rf"(?:hurt|hurts|hurting|hit|hits|hitting|beat|beats|beating|attack\w*) {_SOMEBODY}",
    rf"(?:punch|kick|slap|chok|smack|batter|throttl)\w* {_SOMEBODY}",
    rf"knock(?:s|ed|ing)? {_SOMEBODY} (?:about|around)",
    rf"touch(?:es|ed|ing) {_SOMEBODY}",
    r"(?:locked|locks) (?:me|her|him|us) in",
    r"not let me (?:out|leave)",
    r"(?:scared|afraid|frightened|terrified) (?:to go home|for (?:my|her|his) life)",
    r"swing for (?:him|her|them)",
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
    r"(?:weapons?|machetes?|shotgun|rifle)",
    r"voices (?:in my head|tell\w*|say\w*)",
    # Somebody whose life may be in danger now, and self-neglect.
    r"not breathing",
    r"unconscious",
    r"unresponsive",
    r"bleeding (?:a lot|badly|heavily|everywhere)",
    r"(?:not|not stop|cant stop) bleeding",
    r"(?:gone|went) missing",
    r"(?:not|hasnt|havent) (?:eaten|eating|drunk) ~ days",
    # Polish, without its marks.
    r"umrzec",
    r"zabi(?:c|je)",
    r"samoboj\w*",
    r"nie ~ zyc",
    r"skoncz\w* ze soba",
    r"odebrac sobie zycie",
    r"okalecz\w*",
    r"przedawk\w*",
    r"powiesic sie",
    r"sie powiesic",
    r"mam dosc zycia",
    r"bije mnie",
)  # fmt: skip
# Arabic, as it is written; compared without its marks.
_ARABIC = (
    "أموت", "أريد الموت", "انتحر", "انتحار", "أقتل نفسي", "قتل نفسي", "أنهي حياتي", "إنهاء حياتي",
    "لا أريد أن أعيش", "أؤذي نفسي", "إيذاء نفسي", "جرعة زائدة", "يضربني",
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
_ALIKE = str.maketrans({"ł": "l", "ـ": ""})
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


def mention_of_harm(text: str) -> str | None:
    """The first words in the text that suggest harm, as read; None where there are none.

    None is no answer: `ABSENCE_SAYS_NOTHING` stands wherever the result is shown.
    """
    bare = _bare(text)
    for reading in _readings(bare):
        if found := _ANY.search(reading):
            return found[0]
    spaced = " ".join(bare.split())
    return next((words for words in _ARABIC if _bare(words) in spaced), None)


def _bare(text: str) -> str:
    """Small letters without marks; the Polish l too, and without the Arabic stretch."""
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _readings(bare: str) -> Iterator[str]:
    """The text in plain small letters; and again with letters drawn out ("diiie") made single."""
    plain = _APOSTROPHES.sub("", _ODD.sub("oded", bare))
    yield _as_meant(_DRAWN_OUT.sub(r"\1\1", plain))
    yield _as_meant(_DRAWN_OUT.sub(r"\1", plain))


def _as_meant(text: str) -> str:
    return " ".join(_MEANT.get(word, word) for word in _NO_WORD.split(text) if word)
