"""What the practice service shows of replies is what it promises."""

from clinical.harm_words import mention_of_harm
from pwpservice.practice import messages


def test_the_practice_reply_that_mentions_harm_is_found_and_the_other_is_not() -> None:
    assert mention_of_harm(messages._WORRYING)
    assert mention_of_harm(messages._ASKS) is None
