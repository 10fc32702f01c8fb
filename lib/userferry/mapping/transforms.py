"""The closed vocabulary of transforms, each one polars expression, applied in the order of this table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from userferry.forms import IDENTIFIER_FORMS
from userferry.mapping import expressions, gathering, lists, phones, texts, times
from userferry.mapping.steps import ZONES, Example, Parameter, told

Build = Callable[[pl.Expr, Mapping[str, Any]], pl.Expr]


@dataclass(frozen=True, slots=True)
class Transform:
    """One named change of a column.

    Args:
        name: As the mapping file spells it.
        meaning: One sentence for the analyst.
        build: The column as it is so far and the arguments in, the changed column out; null stays null.
        examples: What it does, each a line of the documentation and of a test.
        parameters: What it is told; none for a plain word.
        takes: The JSON type that it can read, "texts" for a list of texts; "any" for all.
        gives: The JSON type that comes out; "as before" for the type that went in.
        reads: Whether a filled value that comes out empty was one it could not read.
        fills: Whether it makes a value of null.
        repeats: Whether a column may have it more than once; then in the order of the file.
    """

    name: str
    meaning: str
    build: Build
    examples: tuple[Example, ...]
    parameters: tuple[Parameter, ...] = ()
    takes: str = "string"
    gives: str = "string"
    reads: bool = False
    fills: bool = False
    repeats: bool = False

    def apply(self, column: pl.Expr, arguments: Any = None) -> pl.Expr:
        """Build the expression.

        Args:
            column: String, or what an earlier transform made.
            arguments: As the mapping file says them.
        """
        return self.build(column, told(arguments, self.parameters) if self.parameters else {})

    def columns(self, arguments: Any) -> list[str]:
        """Name the dump's columns that it reads beside its own."""
        said = told(arguments, self.parameters) if self.parameters else {}
        if self.name == "template":
            return gathering.template_columns(said["text"])
        if self.name == "expression":
            return expressions.columns_of(said["text"])
        if self.name == "factors":
            return list(gathering.factor_columns(said).values())
        return [name for one in self.parameters if one.kind == "columns" for name in said[one.name]]


_TEXT = (Parameter("text"),)


TRANSFORMS: dict[str, Transform] = {
    one.name: one
    for one in (
        Transform(
            "template", "Fills columns into a text; nothing where one of them is empty.", gathering.template,
            (Example("", "Ann Lee", "{first} {last}", {"first": "Ann", "last": "Lee"}),
             Example("", None, "{first} {last}", {"first": "Ann", "last": ""})),
            _TEXT, fills=True,
        ),
        Transform(
            "concat", "Joins the columns that are filled in.", gathering.concat,
            (Example("", "Ann Lee", ["first", "mid", "last"], {"first": "Ann", "mid": "", "last": "Lee"}),),
            (Parameter("columns", "columns"), Parameter("separator", "texts", " ")), fills=True,
        ),
        Transform(
            "coalesce", "Takes this column, or the first of the others that is filled in.", gathering.coalesce,
            (Example("", "b@example.com", ["mail2"], {"mail2": "b@example.com"}),),
            (Parameter("columns", "columns"),), fills=True,
        ),
        Transform(
            "json_path", "Reads a path in a JSON text.", texts.json_path,
            (Example('{"a": {"b": 7}}', "7", "$.a.b"), Example("a", None, "$.a")),
            (Parameter("path"),),
        ),
        Transform(
            "strip_invisible", "Takes out control characters and signs that nobody sees.", texts.strip_invisible,
            (Example("A\u200bnn\u0000", "Ann"),),
        ),
        Transform("trim", "Takes white space off both ends.", lambda column, _: column.str.strip_chars(),
                  (Example(" Ann ", "Ann"),)),
        Transform("nfc", "Writes letters with their accents as one sign (Unicode NFC).",
                  lambda column, _: column.str.normalize("NFC"), (Example("Jose\u0301", "José"),)),
        Transform(
            "replace", "Replaces each place, or each match of a pattern.", texts.replace,
            (Example("a-b-c", "abc", {"find": "-", "with": ""}),
             Example("2 x 3", "# x #", {"find": "[0-9]", "with": "#", "regex": True})),
            (Parameter("find"), Parameter("with", "texts"), Parameter("regex", "flag", default=False)), repeats=True,
        ),
        Transform(
            "extract", "Keeps one group of a pattern.", texts.extract,
            (Example("Ann (7)", "7", r"\((\d+)\)"), Example("a=1", "1", {"pattern": "(.)=(.)", "group": 2})),
            (Parameter("pattern"), Parameter("group", "number", 1)), reads=True,
        ),
        Transform(
            "split", "Keeps the nth part; -1 is the last.", texts.split,
            (Example("a,b,c", "b", {"by": ",", "part": 2}), Example("a,b,c", "c", {"by": ",", "part": -1})),
            (Parameter("by"), Parameter("part", "number")),
        ),
        Transform("name_given", "Gives the given names of a full name.", texts.name_given,
                  (Example("Ann Mary van der Lee", "Ann Mary"), Example("Lee, Ann", "Ann"))),
        Transform("name_family", "Gives the family name of a full name.", texts.name_family,
                  (Example("Ann Mary van der Lee", "van der Lee"), Example("Lee, Ann", "Lee"),
                   Example("Ann", None))),
        Transform("strip_prefix", "Takes a text off the start.", texts.strip_prefix,
                  (Example("auth0|7", "7", "auth0|"),), _TEXT),
        Transform("prefix", "Puts a text before it.", texts.prefix, (Example("7", "shop-7", "shop-"),), _TEXT),
        Transform("lower", "Writes it in lower case.", lambda column, _: column.str.to_lowercase(),
                  (Example("Ann LEE", "ann lee"),)),
        Transform("upper", "Writes it in upper case.", lambda column, _: column.str.to_uppercase(),
                  (Example("de", "DE"),)),
        Transform("title", "Begins each word with a capital.", lambda column, _: column.str.to_titlecase(),
                  (Example("ANN LEE", "Ann Lee"),)),
        Transform("email", "Trims an address and writes it in lower case; punycode stays.", texts.email,
                  (Example(" Ann@XN--BCHER-KVA.example ", "ann@xn--bcher-kva.example"),)),
        Transform(
            "phone", "Writes a telephone number as E.164.", phones.phone,
            (Example("030 / 1234-567", "+49301234567", "DE"), Example("+44 (0)20 7946 0000", "+442079460000", "DE"),
             Example("(212) 555-0100", "+12125550100", "US"), Example("ask Ann", None, "DE")),
            (Parameter("country", choices=tuple(phones.COUNTRIES)),), reads=True,
        ),
        Transform(
            "international", "Writes a number that begins with + or 00 as E.164; any other stays as it is.",
            phones.international,
            (Example("+44 (0)20 7946 0000", "+442079460000"), Example("0049 30 1234-567", "+49301234567"),
             Example("030 1234567", "030 1234567"), Example("ask Ann", "ask Ann")),
        ),
        Transform(
            "country_code", "Writes a number as E.164, one without a country's code as one of this country; what "
            "cannot be read stays as it is.", phones.country_code,
            (Example("030 / 1234-567", "+49301234567", "DE"), Example("0044 20 7946 0000", "+442079460000", "DE"),
             Example("ask Ann", "ask Ann", "DE")),
            (Parameter("country", choices=tuple(phones.COUNTRIES)),),
        ),
        Transform(
            "expression", "Follows a polars expression over `value` and `pl.col`.", expressions.follow,
            (Example("Ann", "ann-7", 'value.str.to_lowercase() + "-" + pl.col("id")', {"id": "7"}),),
            _TEXT, gives="by expression", reads=True,
        ),
        Transform(
            "parts", "Lists the parts of a text, without white space around them, each once.", lists.parts,
            (Example("admin; editor;admin", ["admin", "editor"], ";"), Example(";", None, ";")),
            (Parameter("by"),), gives="texts",
        ),
        Transform(
            "matches", "Lists one group of each match of a pattern, as `parts` lists.", lists.matches,
            (Example('a:1:{s:6:"editor";b:1;}', ["editor"], 's:\\d+:"([^"]+)";b:1'), Example("none", None, "<(.)>")),
            (Parameter("pattern"), Parameter("group", "number", 1)), gives="texts", reads=True,
        ),
        Transform("json_list", "Reads a JSON list of texts, as `parts` lists.", lists.json_list,
                  (Example('["admin", "editor"]', ["admin", "editor"]), Example("[]", None), Example("admin", None)),
                  gives="texts", reads=True),
        Transform(
            "names", "Renames what stands in a list; what the table does not name stays, and null leaves it out.",
            lists.names,
            (Example(["adm", "guest", "editor"], ["admin", "editor"], {"adm": "admin", "guest": None}),),
            (Parameter("table", "names"),), takes="texts", gives="texts",
        ),
        Transform(
            "values", "Looks the value up in a table.", texts.look_up,
            (Example("1", True, {"1": True, "0": False}), Example("g", "gold", {"g": "gold", "?": None}),
             Example("x", None, {"g": "gold"})),
            (Parameter("table", "table"),), gives="by table", reads=True,
        ),
        Transform("boolean", "Reads 1/0, t/f, true/false, y/n, yes/no, on/off.", texts.boolean,
                  (Example("Yes", True), Example("0", False), Example("maybe", None)), gives="boolean", reads=True),
        Transform("integer", "Reads a whole number of at most 15 digits.", texts.integer,
                  (Example("007", 7), Example("7.5", None)), gives="number", reads=True),
        Transform("decimal", "Reads a number with a decimal point.", texts.decimal,
                  (Example("7.50", 7.5), Example("7,5", None)), gives="number", reads=True),
        Transform("is_set", "Says whether anything is there.", lambda column, _: column.is_not_null(),
                  (Example("2020-01-01", True), Example("", False)), takes="any", gives="boolean", fills=True),
        Transform("invert", "Turns true to false and false to true.", lambda column, _: ~column,
                  (Example(True, False),), takes="boolean", gives="boolean"),
        Transform("utc_datetime", "Writes `2020-12-31 23:59:59`, taken as UTC, as `2020-12-31T23:59:59Z`.",
                  times.utc_datetime, (Example("2020-12-31 23:59:59", "2020-12-31T23:59:59Z"),
                                       Example("31.12.2020", None)), reads=True),
        Transform(
            "datetime", "Reads a moment by its format, in its zone, and writes it in UTC.", times.parse_datetime,
            (Example("31/12/2020", "2020-12-30T23:00:00Z", {"format": "%d/%m/%Y", "zone": "Europe/Berlin"}),
             Example("2020-12-31", None, {"format": "%d/%m/%Y"})),
            (Parameter("format"), Parameter("zone", default="UTC", choices=ZONES)), reads=True,
        ),
        Transform("epoch_seconds", "Reads seconds since 1970.", times.epoch_seconds,
                  (Example("1600000000", "2020-09-13T12:26:40Z"),), reads=True),
        Transform("epoch_millis", "Reads milliseconds since 1970.", times.epoch_millis,
                  (Example("1600000000500", "2020-09-13T12:26:40.500Z"),), reads=True),
        Transform(
            "shorten", "Keeps so many characters, as Auth0 counts them, and no half of a sign.", texts.shorten,
            (Example("Ann Lee", "Ann", 4), Example("Jose\u0301", "Jos", 4)), (Parameter("characters", "length"),),
        ),
        Transform(
            "only_valid", "Leaves out what Auth0 would not take for an identifier, so that the user goes without it.",
            texts.only_valid,
            (Example("ann", "ann", "username"), Example("ann@example.com", None, "username"),
             Example("ann-of-the-mill-street", "ann-of-the-mill-street", {"form": "username", "longest": 30}),
             Example("ann@example", None, "email"), Example("030 1234", None, "e164")),
            (Parameter("form", choices=tuple(IDENTIFIER_FORMS)), Parameter("shortest", "length", 0),
             Parameter("longest", "length", 0)),
        ),
        Transform(
            "factors", "Lists second factors: the columns of `totp`, `phone` and `email`; may tidy what they hold, and "
            "leave out what is no factor.", gathering.factors,
            (Example("", [{"totp": {"secret": "AB2C"}}], {"totp": "otp"}, {"otp": "AB2C"}),
             Example("", [{"totp": {"secret": "AB2C"}}], {"totp": "otp", "tidy": True}, {"otp": "ab2c ===="}),
             Example("", None, {"totp": "otp", "only_valid": True}, {"otp": "none"})),
            (*(Parameter(kind, default="") for kind in gathering.FACTORS), Parameter("tidy", "flag", default=False),
             Parameter("only_valid", "flag", default=False)), gives="array", fills=True,
        ),
        Transform("default", "Takes this where nothing is there.", lambda column, said: column.fill_null(said["value"]),
                  (Example("", "free", "free"), Example("gold", "gold", "free")),
                  (Parameter("value", "any"),), takes="any", gives="as before", fills=True),
    )
}  # fmt: skip
"""Every transform by name; a column's transforms run in this order, however the file lists them."""
