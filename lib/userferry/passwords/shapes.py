"""Pieces of which patterns and conversions are made: base64 of a known length, and Auth0's PBKDF2 line."""

import re

import polars as pl

B64 = "[A-Za-z0-9+/]"
"""One character of standard base64."""

_ONE_BYTE = f"{B64}[AQgw]"
_TWO_BYTES = f"{B64}{B64}[AEIMQUYcgkosw048]"


def base64_of(size: int, *, padding: str = "=") -> str:
    """A pattern of the base64 of exactly so many bytes, with no stray bits in its last character.

    Args:
        size: Bytes.
        padding: "=" where the value is padded, "" where it is not, "=?" where either is seen.
    """
    groups, rest = divmod(size, 3)
    tail = ("", f"{_ONE_BYTE}{padding}{padding}", f"{_TWO_BYTES}{padding}")[rest]
    return f"{B64}{{{4 * groups}}}{tail}" if groups else tail


def base64_from(size: int, *, padding: str = "=") -> str:
    """A pattern of the base64 of so many bytes or more.

    Args:
        size: The fewest bytes.
        padding: As in `base64_of`.
    """
    groups, rest = divmod(size, 3)
    one, two = f"{_ONE_BYTE}{padding}{padding}", f"{_TWO_BYTES}{padding}"
    more = f"(?:{B64}{{4}})"
    if rest == 0:
        return f"{more}{{{groups},}}(?:{one}|{two})?"
    short = two if rest == 2 else f"{one}|{two}"  # noqa: PLR2004 bytes over a whole group of three
    return f"{more}{{{groups}}}(?:{short}|{more}+(?:{one}|{two})?)"


def unpadded(encoded: pl.Expr) -> pl.Expr:
    """Base64 without its `=`, as Auth0 wants it in a PBKDF2 line (`behaviour.md` §1.3)."""
    return encoded.str.strip_chars_end("=")


def base64_text(text: pl.Expr) -> pl.Expr:
    """The unpadded base64 of a text's UTF-8 bytes."""
    return unpadded(text.str.encode("base64"))


def base64_hex(digits: pl.Expr) -> pl.Expr:
    """The unpadded base64 of bytes written in hexadecimal."""
    return unpadded(digits.str.decode("hex").bin.encode("base64"))


def pbkdf2_line(
    digest: str | pl.Expr, rounds: pl.Expr, length: int | pl.Expr, salt: pl.Expr, hash_: pl.Expr
) -> dict[str, pl.Expr]:
    """`$pbkdf2-<digest>$i=<rounds>,l=<length>$<salt>$<hash>`, and its encoding (`behaviour.md` §1.3).

    Args:
        digest: OpenSSL's name of the digest.
        rounds: String or integer.
        length: Bytes of the decoded hash.
        salt: Unpadded base64 of the salt's bytes.
        hash_: Unpadded base64 of the hash.
    """
    # concat_str is more than twice as fast as format.
    line = pl.concat_str(
        pl.lit(f"$pbkdf2-{digest}$i=") if isinstance(digest, str) else pl.format("$pbkdf2-{}$i=", digest),
        rounds,
        pl.lit(f",l={length}$") if isinstance(length, int) else pl.format(",l={}$", length),
        salt,
        pl.lit("$"),
        hash_,
    )
    return {"hash.value": line, "hash.encoding": pl.lit("utf8")}


def number(name: str) -> pl.Expr:
    """A captured decimal as Int64."""
    return pl.col(name).cast(pl.Int64)


def salt_bytes(name: str = "salt") -> dict[str, pl.Expr]:
    """The parameter `salt_bytes` (Int64) of a captured text."""
    return {"salt_bytes": pl.col(name).str.len_bytes().cast(pl.Int64)}


def base64_salt_bytes(name: str = "salt") -> dict[str, pl.Expr]:
    """The parameter `salt_bytes` (Int64) of captured base64 without padding."""
    return {"salt_bytes": pl.col(name).str.len_bytes().cast(pl.Int64) * 3 // 4}


def bytes_beyond(size: int, text: pl.Expr) -> dict[str, pl.Expr]:
    """The parameter `salt_bytes` (Int64) of padded base64 in which so many bytes are no salt."""
    padding = text.str.len_bytes() - unpadded(text).str.len_bytes()
    return {"salt_bytes": (text.str.len_bytes() // 4 * 3 - padding).cast(pl.Int64) - size}


def scrypt_caveat(cost: pl.Expr, block_size: pl.Expr) -> pl.Expr:
    """A sentence where scrypt needs 32 MiB or more, null elsewhere (`behaviour.md` §1.3).

    Args:
        cost: N, Int64.
        block_size: r, Int64.
    """
    sentence = (
        "memory cap unknown: this hash needs 32 MiB or more (128·N·r), where Node's scrypt stops unless told "
        "otherwise; try one such user on the tenant before sending all"
    )
    return pl.when(cost * block_size * 128 >= 32 * 1024 * 1024).then(pl.lit(sentence))


def any_case(word: str) -> str:
    """A pattern of a word in capitals, small letters or both; of ASCII alone, where `(?i)` folds others too."""
    return "".join(f"[{sign.upper()}{sign.lower()}]" if sign.isalpha() else re.escape(sign) for sign in word)


TEXT_IN_JSON = r'(?:[^"\\\r\n]|\\.)'
"""One character between the quotes of a JSON text."""


def text_other_than(*words: str, escaped: str = r"|\\.") -> str:
    """A pattern of the inside of a JSON text that is none of these words, for want of look-ahead.

    Args:
        words: Letters, digits and hyphens; "" for the empty text.
        escaped: What may stand for a character besides itself; "" in a text that stands within a text.
    """
    ends = {word[0]: [other[1:] for other in words if other[:1] == word[0]] for word in words if word}
    ways = [f"{letter}{text_other_than(*rest, escaped=escaped)}" for letter, rest in ends.items()]
    firsts = "".join(map(re.escape, ends))
    ways.append(rf'(?:[^"\\\r\n{firsts}]{escaped})(?:[^"\\\r\n]{escaped})*')
    if "" not in words:
        ways.append("")
    return f"(?:{'|'.join(ways)})"


def value_after(sign: str) -> dict[str, pl.Expr]:
    """The value without the sign, in ASCII, that stands before it."""
    return {"hash.value": pl.col("value").str.slice(len(sign)), "hash.encoding": pl.lit("utf8")}


def hex_digest() -> dict[str, pl.Expr]:
    """The captured `digest`, in hexadecimal."""
    return {"hash.value": pl.col("digest"), "hash.encoding": pl.lit("hex")}


def salted_digest(
    position: str, *, salt: pl.Expr | None = None, encoding: str = "utf8"
) -> dict[str, pl.Expr]:
    """The captured `digest` of one round over password and salt, in hexadecimal.

    Args:
        position: "prefix" or "suffix": where the salt stood.
        salt: The captured `salt` where it is None.
        encoding: How the salt is written.
    """
    return hex_digest() | {
        "salt.value": pl.col("salt") if salt is None else salt,
        "salt.encoding": pl.lit(encoding),
        "salt.position": pl.lit(position),
    }


def scrypt_digest(
    encoding: str,
    *,
    cost: pl.Expr | None = None,
    block_size: pl.Expr | None = None,
    lanes: pl.Expr | None = None,
) -> dict[str, pl.Expr]:
    """The captured `digest` of 64 bytes over the captured `salt`, whose text is what went in.

    Args:
        encoding: "hex" or "base64".
        cost: N, the captured `cost` where it is None; so are the others.
        block_size: r.
        lanes: p.
    """
    return {
        "hash.value": pl.col("digest"),
        "hash.encoding": pl.lit(encoding),
        "salt.value": pl.col("salt"),
        "salt.encoding": pl.lit("utf8"),
        "keylen": pl.lit(64, pl.Int64),
        "cost": number("cost") if cost is None else cost,
        "blockSize": number("block_size") if block_size is None else block_size,
        "parallelization": number("parallelization") if lanes is None else lanes,
    }
