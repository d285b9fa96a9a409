"""What words are found by."""

from outrider.accounts.search.rules import pieces, wanted


def finds(words: str, text: str) -> bool:
    return wanted(words) <= pieces(text)


def test_chinese_is_found_by_parts_and_by_the_initials_of_its_pinyin() -> None:
    for words in ("滨海", "大学", "学", "bhdx", "hdx", "bh", "b"):
        assert finds(words, "滨海大学"), words
    assert finds("cy", "曹颖")
    assert not finds("bhd", "北海公园")


def test_a_character_of_several_readings_is_found_by_each() -> None:
    assert finds("cqyh", "重庆银行")
    assert finds("zqyh", "重庆银行")


def test_other_words_are_found_by_any_part_without_accents() -> None:
    assert finds("nunez", "María Núñez")
    assert finds("555002", "+56 9 55500274")
    assert not finds("nunes", "María Núñez")
