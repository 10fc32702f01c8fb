"""yescrypt and gost-yescrypt are verified in real Node against what libxcrypt made of passwords."""

import itertools
import shutil
import warnings

import pytest

from userferry.mapping import ColumnRule, Mapping
from userferry.scripts import call_scripts
from userferry.scripts.formmakers import MAKERS
from userferry.scripts.verifier import write_maker, write_verifier

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")

PASSWORD = "Körrekt-Horse-42"
MAPPING = Mapping((ColumnRule("pw", "custom_password_hash"),))
MADE = (
    "$y$j75$abcdefgh$QDv0ve9ziN1HMcKbV5ZZa0/A.XXOlPIMYFvomBlf0w4",
    "$y$j/4$$AC8mQg.KH2Ytyuvr.o.T6XULpqIqUBFKLMKK4lP117C",  # no salt
    "$y$j75/0$LdJMENpBABJJ3hIHjB1Bi.$Bw8fTAoeKha/UBeIndIN3IIdN3m64z3tFzLCTiGgyKD",  # more time
    "$y$j750./$abcdefgh$sYanyziaGYZhrO4uQMZZ.zAKt9.RqLr.TMkhpriycx6",  # two lanes and more time
    "$y$jC5..$abcdefgh$fIlPp1aH6wIsl80v1FPr/BqJF2ZXlKtagjSAIDo1MEC",  # large enough to be hashed beforehand
    "$y$j9T$LdJMENpBABJJ3hIHjB1Bi.$PjOxEkH/eGt9vstL3hFXmnc2cMUpevFGet48DgU7uLD",  # as it comes
    "$gy$j75$abcdefgh$HUA7zms.jpDoeCkn1xt/LTsEOhvTuSueT.ZMAwLl2a2",
)
COSTS = ("j/4", "j05", "j65", "j75..", "j75./", "j75/.", "j75/0", "j750./", "j7501/", "j9T")
SALTS = ("", "a.", "ab.", "abcd", "LdJMENpBABJJ3hIHjB1Bi.", "/" * 85 + ".")
TYPED = ("a", "ä€😀 ", "b" * 31, "c" * 63, "d" * 64, "e" * 65, "ß" * 64, "f" * 300)
NOT_COMPUTED = {
    "a salt of half a byte": ("j75", "abc"),
    "a salt with stray bits": ("j75", "az"),
    "a salt of one letter": ("j75", "abcda"),
    "another kind of S-boxes": ("i75", "abcd"),
    "costs that end too early": ("j7", "abcd"),
    "costs that go on": ("j75/./", "abcd"),
    "a hash upgrade": ("j751.", "abcd"),
    "a ROM": ("j755.", "abcd"),
    "more lanes than it costs": ("j.5..", "abcd"),
}


def verify(cases, forms=("yescrypt",)):
    """What the verifier says of passwords and values."""
    code = write_verifier(MAPPING, forms).code
    told = call_scripts(
        code, [(typed, {"pw": value}) for typed, value in cases], style="value", seconds=120, at_once=4
    )
    assert {(answer.error, answer.calls) for answer in told} == {(None, 1)}
    return [answer.result for answer in told]


@pytest.fixture(scope="module")
def crypt():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        module = pytest.importorskip("crypt", reason="this Python has no `crypt`, as none has from 3.13 on")

    def compute(typed, setting):
        try:
            made = module.crypt(typed, setting)
        except OSError:
            return None
        return made if made and not made.startswith("*") else None

    if not all(compute("a", setting) for setting in ("$y$j75$abcd", "$gy$j75$abcd")):
        pytest.skip("this system's crypt(3) is no libxcrypt with yescrypt and gost-yescrypt")
    return compute


@pytest.mark.parametrize("value", MADE, ids=[value.rpartition("$")[0] for value in MADE])
def test_the_right_password_verifies_and_no_other(value):
    damaged = value[:-1] + ("." if value[-1] != "." else "/")
    assert verify([(PASSWORD, value), ("~" + PASSWORD, value), (PASSWORD, damaged)]) == [True, False, False]


def test_a_wrapped_value_verifies():
    cases = [(sign + PASSWORD, "{CRYPT}" + value) for value in (MADE[0], MADE[-1]) for sign in ("", "~")]
    assert verify(cases, ("ldap_crypt",)) == [True, False] * 2


@pytest.mark.parametrize("mark", ["y", "gy"])
def test_every_cost_salt_and_length_of_password_is_computed_as_libxcrypt_does(mark, crypt):
    chosen = [*itertools.product(COSTS, SALTS[:5:2], TYPED[:1]), *itertools.product(COSTS[1:2], SALTS, TYPED)]
    made = [(typed, crypt(typed, f"${mark}${costs}${salt}")) for costs, salt, typed in chosen]
    assert None not in [value for _, value in made]
    told = verify([(sign + typed, value) for typed, value in made for sign in ("", "~")])
    assert [one for at, one in enumerate(made) if told[2 * at : 2 * at + 2] != [True, False]] == []


@pytest.mark.parametrize(("costs", "salt"), NOT_COMPUTED.values(), ids=list(NOT_COMPUTED))
def test_a_value_that_nobody_computes_is_no_password(costs, salt):
    assert verify([(PASSWORD, f"${mark}${costs}${salt}${'a' * 43}") for mark in ("y", "gy")]) == [False] * 2


@pytest.mark.parametrize(("costs", "salt"), NOT_COMPUTED.values(), ids=list(NOT_COMPUTED))
def test_libxcrypt_computes_none_of_those_either(costs, salt, crypt):
    assert [crypt(PASSWORD, f"${mark}${costs}${salt}") for mark in ("y", "gy")] == [None, None]


def test_a_hash_that_is_made_is_read_by_libxcrypt(crypt):
    assert "yescrypt" in MAKERS
    told = call_scripts(write_maker("yescrypt").code, [[PASSWORD]] * 2, style="value")
    one, other = [answer.result for answer in told]
    assert one != other
    assert crypt(PASSWORD, one) == one
    assert crypt("~" + PASSWORD, one) != one
