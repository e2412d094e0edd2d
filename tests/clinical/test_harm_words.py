"""Words that suggest harm are found however they are typed; everyday words are left alone."""

import re

import pytest

from clinical.harm_words import _ANY, ABSENCE_SAYS_NOTHING, mention_of_harm
from tests.walks import walked


@walked(
    "text",
    [
        "I want to kill myself",
        "going to KILL  my self tonight",
        "killin time but really just killing me",
        "I feel suicidal",
        "sucidal thoughts again",
        "suicude",
        "su*cide",
        "s\u00fcicide",
        "sewerslide",
        "I could unalive myself",
        "I want to die",
        "i wanna diiiiie",
        "wish I was dead",
        "I'd be better off dead",
        "I want to end it",
        "thinking of ending it all",
        "end my life",
        "taking my own life",
        "I don’t want to be here any more",
        "dnt wanna b here anymore",
        "I do not want to wake up",
        "hope I never wake up",
        "I won't be here tomorrow",
        "wish I had never been born",
        "everyone is better off without me",
        "I am just a burden to them",
        "just wanted to say goodbye",
        "I can't go on",
        "I cant go on like this",
        "cannot carry on any longer",
        "I can’t take it",
        "can't do this anymore",
        "I can't cope",
        "what's the point",
        "What is the point?",
        "there's no point in living",
        "nothing left to live for",
        "I give up",
        "no way out",
        "I self-harmed yesterday",
        "self harm",
        "selfharming",
        "I might hurt myself",
        "hurt meself again",
        "hurt myslef",
        "I have been cutting my arms",
        "I started cutting again",
        "cut myself",
        "burning herself with cigarettes",
        "took an overdose",
        "over-dosed in May",
        "overdosing",
        "she took an OD last year",
        "I OD'd in 2019",
        "suiside",
        "sucicide",
        "suicde",
        "I don't want to live",
        "dont wanna exist",
        "took too many tablets",
        "swallowed a bottle of paracetamol",
        "hang himself",
        "jump off the bridge",
        "jumped in front of a train",
        "stockpiling my meds",
        "my husband hit me",
        "he is threatening her",
        "I'm scared of him",
        "I want to hurt someone",
        "he has a knife",
        "I do not feel safe",
        "it's unsafe here",
        "being abused",
        "kys",
        "kms",
        "𝐤𝐢𝐥𝐥 myself",
    ],
)
def test_what_suggests_harm_is_found_however_it_is_typed(text):
    assert mention_of_harm(text)


@walked(
    "text",
    [
        "I took 20 paracetamol",
        "i took 2 paracetamol for my headache",
        "he has taken pills",
        "She took some of her mums tablets",
        "swallowed a load more painkillers",
        "she has bought tablets and written a note",
        "gonna top myself",
        "hes going to do himself in",
        "ill do away with myself",
        "im scared ill do something stupid",
        "doing it tonight",
        "want to OD",
        "might od on my meds",
        "thinking about jumping",
        "walking in front of a train",
        "walk out into traffic",
        "drive my car into a wall",
        "im stood on the bridge",
        "sat up on the roof again",
        "life isnt worth it",
        "life's not worth it",
        "lifes not worth living",
        "living is just pointless",
        "lost the will to live",
        "no one would miss me",
        "noone would even miss me",
        "nobody would notice if i was gone",
        "theyd be happier without me",
        "not going to be around much longer",
        "im not gonna be here",
        "you wont hear from me again",
        "I cut last night",
        "i cut again",
        "really want to cut",
        "punching myself",
        "i have written a note",
        "left my mum a note",
        "said my goodbyes",
        "goodbye letter to the kids",
        "drinking bleach",
        "he drank some antifreeze",
        "cant see a way forward",
        "cant see a way forward with any of this today sorry",
        "i dont see the point",
        "sick of living",
        "tired of being alive",
        "ive had enough",
        "had enough of it all",
        "want it all to stop",
        "i dont deserve to live",
        "wish i wasnt alive",
        "rather not be here",
        "when im gone look after the dog",
        "sorry for everything",
        "feeling hopeless",
        "end of my tether",
        "im at rock bottom",
        "im not coping",
        "he slapped me",
        "he knocks her about",
        "he wont let me out",
        "shes not breathing",
        "voices telling me to",
        "hasnt eaten for three days",
        "suicied",
        "chcę umrzeć",
        "nie chcę już żyć",
        "mam myśli samobójcze",
        "skończę ze sobą",
        "on mnie bije, bije mnie",
        "przedawkowałam leki",
        "أريد أن أموت",
        "سأقتل نفسي",
        "أفكر في الانتحار",
        "لا أريد أن أعيش",
        "أَخَذْتُ جرعة زائدة",
    ],
)
def test_what_people_in_this_country_write_is_found_with_and_without_apostrophes(text):
    assert mention_of_harm(text)
    assert mention_of_harm(text.replace("'", "")) == mention_of_harm(text)


@walked(
    "text",
    [
        "",
        "   \n",
        "…!?",
        "YES",
        "Yes see you Tuesday at 10",
        "I can't do Tuesday, sorry",
        "I can't go on Tuesday",
        "can't go on 14 June, can we rebook?",
        "cannot make it, please ring back",
        "I am on a diet",
        "my dietician said so",
        "new skills at work",
        "I have been practising my skill",
        "studied all day",
        "painkillers for my back",
        "the audience loved it",
        "soldier on",
        "pharmacy at nine",
        "harmless fun, lovely harmony",
        "my therapist is kind",
        "grapes and drapes",
        "panic attacks twice a week",
        "sertraline 50mg OD",
        "I take my tablets every morning",
        "cutting down on coffee",
        "ran 5 kms today",
        "my knee hurts",
        "hang on a minute",
        "will send it on Friday",
        "the weekend it rained",
        "gave up smoking",
        "my grandmother's death in March",
        "my dad died last year",
        "safe journey",
        "established in 2009",
        "begun the worksheet",
        "he was hanging the washing",
        "overdue library books",
        "my phone is dead",
        "odd jobs round the house",
        "the panic subsided and suddenly I succeeded",
        "lucid, placid, decided, resided",
        "besides, I do not want to be late",
        "my cat died",
        "I have taken my tablets this morning",
        "can you write a letter for my employer",
        "it is worth it, thank you",
        "that app isnt worth it",
        "topping up my phone",
        "I will be around on Tuesday",
        "I am not going to be here on Thursday",
        "cut the grass last night",
        "I want to cut down on coffee",
        "my son jumped on the trampoline",
        "I missed you on Monday",
        "please note my new number",
        "I have finished the diary myself",
        "I took the day off",
        "I took the bus in",
        "the train was late",
        "drinking more water",
        "nobody answered, I will ring again",
        "I see what you mean",
        "no idea what to write",
        "I forgot the form, sorry",
        "I slept better this week",
        "hopeless at maths",
        "we had enough time",
        "see you at the bridge cafe",
        "dziękuję, do zobaczenia w środę",
        "nie mogę przyjść w piątek",
        "شكراً، أراك يوم الثلاثاء",
    ],
)
def test_everyday_words_are_left_alone(text):
    assert mention_of_harm(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I am dying to know", "dying"),
        ("just killing time", "killing"),
        ("no thoughts of self-harm", "self harm"),
        ("denies suicidal ideation", "suicidal"),
        ("a murder mystery weekend", "murder"),
        ("I ended it with my boyfriend", "ended it"),
        ("it hit me that he was right", "hit me"),
    ],
)
def test_false_friends_and_denials_are_found_too_so_that_a_person_looks(text, words):
    assert mention_of_harm(text) == words


def test_what_is_handed_back_is_the_words_found_and_the_first_of_several():
    text = "Hi. I can't go on and I took too many pills."

    assert mention_of_harm(text) == "cant go on"


def test_drawn_out_letters_are_read_once_and_twice():
    assert mention_of_harm("I will killllll him") == "kill"
    assert mention_of_harm("want to dieeee") == "die"


def test_words_are_found_anywhere_in_a_long_text():
    long = "I do not want anything, cut all the bread and can see the end of the road. " * 3000

    assert mention_of_harm(long) is None
    assert mention_of_harm(f"{long} I want to die") == "die"


def test_no_phrase_reads_on_without_end_so_that_a_text_takes_time_as_it_is_long():
    """What repeats without a limit stays within its word; words between others are counted."""
    without_limit = set(re.findall(r"(\\?.)(?:[*+]|\{\d*,\})", _ANY.pattern))

    assert without_limit == {r"\w", r"\d", "c"}


def test_a_gap_of_more_than_three_words_is_another_sentence():
    assert mention_of_harm("cut the new long brown loaf yourself") is None
    assert mention_of_harm("cut all three of myself") == "cut all three of myself"


def test_it_is_said_that_absence_says_nothing():
    assert "says nothing" in ABSENCE_SAYS_NOTHING


@pytest.mark.parametrize(
    "text", ["I od'd last night", "I od’d on my tablets", "I want to killl myself"]
)
def test_an_overdose_and_letters_drawn_out_after_a_double_one_are_found(text):
    assert mention_of_harm(text)
