"""Policies in C2SP's form: whom somebody trusts, and how many witnesses have to have cosigned."""

from itertools import combinations

import pytest

from domain.seal.notes import COSIGNATURE, ED25519, NoteKey
from domain.seal.policy import PolicyWrong, read_policy

LOG = NoteKey("bihuan/qinghe", ED25519, bytes(range(32)))
WITNESSES = [NoteKey(f"witness.example/{each}", COSIGNATURE, bytes([each]) * 32) for each in range(5)]
TOLD = [each.told for each in WITNESSES]

TWO_HOUSES = f"""\
# The city's bureau, and two of three neighbours.
log {LOG.told} https://bihuan.qinghe.example/v1/log

witness city {TOLD[0]} http://127.0.0.1:8010
\twitness 东城 {TOLD[1]}
witness north {TOLD[2]}
witness south {TOLD[3]}
group neighbours 2 东城 north south
group both all city neighbours
quorum both
"""


def test_a_quorum_of_groups_counts_each_group_by_its_number() -> None:
    policy = read_policy(TWO_HOUSES)
    met = {
        tuple(sorted(each.key.name[-1] for each in some))
        for count in range(5)
        for some in combinations(policy.witnesses, count)
        if policy.is_met_by([each.key for each in some])
    }
    assert met == {("0", "1", "2"), ("0", "1", "3"), ("0", "2", "3"), ("0", "1", "2", "3")}


def test_a_policy_written_again_says_the_same() -> None:
    policy = read_policy(TWO_HOUSES)
    assert read_policy(policy.written) == policy
    assert [each.name for each in policy.asked] == ["city"]


def test_a_log_is_known_by_the_name_of_its_key() -> None:
    policy = read_policy(TWO_HOUSES)
    assert policy.keys_of("bihuan/qinghe") == (LOG,)
    assert policy.keys_of("bihuan/dongcheng") == ()


def test_no_quorum_is_met_by_nobody_and_a_witness_needs_no_such_line() -> None:
    assert read_policy("quorum none\n").is_met_by([])
    assert read_policy(f"log {LOG.told}", needs_quorum=False).logs[0].key == LOG


def test_whoever_is_not_in_the_policy_counts_for_nothing() -> None:
    policy = read_policy(f"witness city {TOLD[0]}\nquorum city\n")
    assert not policy.is_met_by([WITNESSES[1]])
    assert policy.is_met_by([WITNESSES[0], WITNESSES[1]])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"log {LOG.told}\n", 2),
        ("quorum city\n", 1),
        (f"witness city {TOLD[0]}\nquorum city\nquorum city\n", 3),
        (f"witness city {LOG.told}\nquorum none\n", 1),
        (f"log {TOLD[0]}\nquorum none\n", 1),
        (f"log {LOG.told}\nlog {LOG.told}\nquorum none\n", 2),
        (f"witness none {TOLD[0]}\nquorum none\n", 1),
        (f"witness a {TOLD[0]}\nwitness a {TOLD[1]}\nquorum none\n", 2),
        (f"witness a {TOLD[0]}\nwitness b {TOLD[0]}\nquorum none\n", 2),
        (f"witness a {TOLD[0]}\ngroup g 2 a\nquorum g\n", 2),
        (f"witness a {TOLD[0]}\ngroup g 0 a\nquorum g\n", 2),
        (f"witness a {TOLD[0]}\ngroup g all\nquorum none\n", 2),
        (f"witness a {TOLD[0]}\ngroup g any a\ngroup h any a\nquorum h\n", 3),
        (f"witness a {TOLD[0]}\ngroup g any h\ngroup h any a\nquorum g\n", 2),
        (f"witness a {TOLD[0][:-4]}AAA=\nquorum a\n", 1),
        ("trust everybody\nquorum none\n", 1),
        (f"log\u00a0{LOG.told}\nquorum none\n", 1),
        ("quorum none\r\n", 1),
    ],
)
def test_a_policy_that_is_wrong_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(PolicyWrong) as refused:
        read_policy(text)
    assert refused.value.places["line"] == line
