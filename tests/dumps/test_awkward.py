"""Nothing of an awkward file is lost, and no record is silently merged, cut or shifted.

The laws are asked of files written by others (csv, polars) and of the same files broken at random. Python's own csv
reader is the other judge of what a record's fields are.
"""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from userferry.dumps import blocks, read_dump
from userferry.dumps.source import Options
from userferry.dumps.text import open_text
from userferry.errors import DumpError

AWKWARD = st.text(st.sampled_from("ab1,;\t|:\"'\\\n\r é€😀@#\x1f\u2028\ufeff="), max_size=8) | st.text(
    st.characters(exclude_categories=("Cs", "Cc")), max_size=5
)
BLOCKS = st.sampled_from([7, 64, blocks.BLOCK_BYTES])


@st.composite
def tables(draw, min_width=1):
    width = draw(st.integers(min_width, 4))
    return draw(st.lists(st.lists(AWKWARD, min_size=width, max_size=width), min_size=1, max_size=8))


def names(width):
    return [f"name of {place}" for place in range(width)]


def written(table, **form):
    file = io.StringIO(newline="")
    csv.writer(file, **form).writerows([names(len(table[0])), *table])
    return file.getvalue()


def is_ambiguous(table, **form):
    """Whether a record of several lines holds lines that have the full width by themselves."""
    width, delimiter = len(table[0]), form.get("delimiter", ",")
    for row in table:
        file = io.StringIO(newline="")
        csv.writer(file, **{**form, "lineterminator": ""}).writerow(row)
        for text in (file.getvalue(), file.getvalue().replace("\r", "\n")):
            lines = [line.count(delimiter) == width - 1 for line in text.split("\n")]
            if len(lines) > 1 and ((lines[0] and lines[-1]) or (lines[1:-1] and all(lines[1:-1]))):
                return True
    return False


class File:
    """A file in a folder of its own, read in blocks of some size."""

    def __init__(self, content, block=blocks.BLOCK_BYTES):
        self.content = content if isinstance(content, bytes) else content.encode()
        self.block = block

    def __enter__(self):
        self.folder = TemporaryDirectory()
        self.before, blocks.BLOCK_BYTES = blocks.BLOCK_BYTES, self.block
        path = Path(self.folder.name) / "users.csv"
        path.write_bytes(self.content)
        return path

    def __exit__(self, *_):
        blocks.BLOCK_BYTES = self.before
        self.folder.cleanup()


def rows(dump):
    return [list(row) for row in dump.frame.drop("__row").collect().rows()]


FORMS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|\x01"),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
        "quotechar": st.sampled_from("\"'"),
    }
)


@given(tables(), FORMS, BLOCKS)
@example(
    [["a\nb", "\r"], ["", '"']],
    {"delimiter": ",", "quoting": csv.QUOTE_ALL, "lineterminator": "\n", "quotechar": '"'},
    7,
)
def test_a_table_written_by_csv_comes_back(table, form, block):
    if form["quoting"] == csv.QUOTE_MINIMAL:
        # With LF as its line end csv writes a carriage return without quotes: it is lost before it is read.
        assume(form["lineterminator"] == "\r\n" or not any("\r" in cell for row in table for cell in row))
        assume(not is_ambiguous(table, **form))
    with File(written(table, **form), block) as path:
        options = {
            "delimiter": form["delimiter"],
            "quote": form["quotechar"],
            "header": True,
        }
        dump = read_dump(path, **options, escape="", encoding="utf-8")
        assert rows(dump) == table
        assert dump.rejected.is_empty()
        assert dump.kept == len(table)


@given(tables(), st.sampled_from(["\n", "\r\n"]), BLOCKS)
def test_a_table_with_a_backslash_before_quotes_comes_back(table, end, block):
    form = {"doublequote": False, "escapechar": "\\", "lineterminator": end, "quoting": csv.QUOTE_ALL}
    with File(written(table, **form), block) as path:
        dump = read_dump(path, delimiter=",", quote='"', escape="\\", header=True, encoding="utf-8")
        assert rows(dump) == table


@given(tables(min_width=2), st.sampled_from(["necessary", "always", "non_numeric"]), BLOCKS)
def test_a_table_written_by_polars_comes_back(table, style, block):
    assume(style != "necessary" or not is_ambiguous(table))
    frame = pl.DataFrame(table, schema=names(len(table[0])), orient="row")
    with File(frame.write_csv(quote_style=style), block) as path:
        assert (
            rows(read_dump(path, delimiter=",", quote='"', escape="", header=True, encoding="utf-8")) == table
        )


PEOPLE = st.lists(
    st.tuples(
        st.integers(0, 10**19).map(str),
        st.from_regex(r"[a-z]{1,8}@example\.com", fullmatch=True),
        st.sampled_from(["Ann", "d'Arc", 'O"Neil', "Doe, John", "Müller; sen.", "two\nlines", "", "007", "Zoë | x"]),
        st.sampled_from(["2024-01-02 03:04:05", "", "1:2", "TRUE", "1E5"]),
    ).map(list),
    min_size=3,
    max_size=20,
)  # fmt: skip


@given(PEOPLE, FORMS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]))
def test_the_dialect_of_a_table_of_people_is_found_out(table, form, encoding):
    with File(written(table, **form).encode(encoding)) as path:
        dump = read_dump(path)
        assert rows(dump) == table
        assert dump.columns == names(4)


@given(tables(), FORMS, BLOCKS)
def test_polars_and_the_tolerant_reader_agree(table, form, block):
    with File(written(table, **form), block) as path:
        options = Options(delimiter=form["delimiter"], quote=form["quotechar"], header=True, encoding="utf-8")
        try:
            dump = read_dump(
                path, delimiter=options.delimiter, quote=options.quote, header=True, encoding="utf-8"
            )
        except DumpError:
            assume(False)
        streamed = pl.concat(open_text(path, options).batches())
        assert dump.frame.drop("__row").collect().equals(streamed)


@st.composite
def broken(draw):
    content = written(draw(tables()), **draw(FORMS), strict=True).encode(
        draw(st.sampled_from(["utf-8", "cp1252"])), "replace"
    )
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        gone = draw(st.integers(0, 3))
        put = draw(
            st.binary(max_size=2)
            | st.sampled_from([b'"', b"\n", b",", b"\r", b"\\", b'",', b'"\n', b"\0", b"\xff"])
        )
        content = content[:at] + put + content[at + gone :]
    return content


@given(broken(), st.sampled_from(["utf-8", "cp1252", "latin-1"]), BLOCKS)
@example(b'a,b\n1,"x\n2,y\n3,z"\n4,w\n', "utf-8", 7)
@example(b'a\n"x\n\n"\n', "utf-8", 7)
def test_each_line_of_a_broken_file_is_in_one_record_or_rejected(content, encoding, block):
    with File(content, block) as path:
        options = Options(delimiter=",", quote='"', escape="", header=False, encoding=encoding)
        try:
            text = open_text(path, options)
            dump = read_dump(path, delimiter=",", quote='"', escape="", header=False, encoding=encoding)
        except DumpError as refused:
            assert "Nothing was written." in str(refused)  # noqa: PT017 either a refusal or the law below
            return
        pieces = list(text.pieces())
        batches = list(text.batches())
        assert pl.concat(batches).rows() == dump.frame.drop("__row").collect().rows()
    end = ("\r\n", "\r", "\n") if text.sniffed.dialect.cr else ("\r\n", "\n")
    lines = physical_lines(path_text(content, encoding, text), end)
    seen = []
    for piece, batch in zip(pieces, batches, strict=True):
        for (line, count), fields in zip(piece.spans(), batch.rows(), strict=True):
            seen += range(line, line + count)
            body = "".join(whole for whole, _ in lines[line - 1 : line - 1 + count])
            body = body.removesuffix("\n").removesuffix("\r")
            assert list(csv.reader(io.StringIO(body, newline=""), strict=True)) == [list(fields)]
    for line, text_of_it, _ in dump.rejected.rows():
        seen.append(line)
        assert text_of_it == lines[line - 1][1]
    assert sorted(seen) == list(range(1, len(lines) + 1))
    assert dump.kept == sum(batch.height for batch in batches)


@given(
    broken() | st.binary(max_size=60) | st.text(max_size=60).map(str.encode),
    st.sampled_from([{}, {"header": True}, {"quote": ""}]),
)
@example(b"\xff\xfe", {})
@example(b"\xef\xbb\xbf", {})
@example(b"\xef\xbb\xbf\n", {})
@example(b"\xff\xfea\x00,\x00b\x00\n\x001\x00,\x00\x00\xd8", {})
@example(b"a,b\n1,\xed\xa0\x80\n", {"encoding": "utf-8"})
def test_any_bytes_are_read_or_refused_in_a_paragraph(content, options):
    with File(content) as path:
        try:
            dump = read_dump(path, **options)
        except DumpError as refused:
            assert "Nothing was written." in str(refused)  # noqa: PT017 either a refusal or a dump that holds
            return
        assert dump.frame.collect().height == dump.kept


def path_text(content, encoding, text):
    shown = content[len(text.encoding.mark) :].decode(encoding, "surrogateescape")
    return "".join(f"\\x{ord(one) & 0xFF:02x}" if "\udc00" <= one <= "\udfff" else one for one in shown)


def physical_lines(text, ends):
    """Each line with its end and without."""
    lines, start, at = [], 0, 0
    while at < len(text):
        cut_off = text[at:] == "\r"
        end = "\r" if cut_off else next((end for end in ends if text.startswith(end, at)), None)
        if end is None:
            at += 1
            continue
        lines.append((text[start : at + len(end)], text[start:at]))
        start = at = at + len(end)
    return [*lines, (text[start:], text[start:])] if start < len(text) else lines


def people(*lines, header="id,mail,name"):
    """A file with enough whole records around the awkward ones to be what it seems."""
    return "\n".join([header, "1,a@x.com,Ann", *lines, "8,b@x.com,Bo", "9,c@x.com,Cy", ""])


KEPT = [["1", "a@x.com", "Ann"], ["8", "b@x.com", "Bo"], ["9", "c@x.com", "Cy"]]


@pytest.mark.parametrize(
    ("lines", "between", "rejected"),
    [
        (["2,d@x.com"], [], {3: "2 fields where the header has 3"}),
        (["2"], [], {3: "1 field where the header has 3"}),
        (["2,d@x.com,Di,x"], [], {3: "4 fields where the header has 3"}),
        (["2,d@x.com,Di,"], [], {3: "4 fields"}),
        ([""], [], {3: "blank line"}),
        (["", ""], [], {3: "blank line", 4: "blank line"}),
        (["   "], [], {3: "blank line"}),
        (["\t"], [], {3: "blank line"}),
        ([",,"], [["", "", ""]], {}),
        (['"","",""'], [["", "", ""]], {}),
        (['2,d@x.com,"Di'], [], {3: "an open quote that nothing closes"}),
        (['"2,d@x.com,Di'], [], {3: "an open quote that nothing closes"}),
        (['2,"d@x.com,Di'], [], {3: "an open quote that nothing closes"}),
        (['2,d@x.com,"Di" x'], [], {3: "text after a closing quote"}),
        (['2,d@x.com,"Di""'], [], {3: "an open quote that nothing closes"}),
        (['2,d@x.com,"Di"""'], [["2", "d@x.com", 'Di"']], {}),
        (['2,d@x.com,""Di""'], [], {3: "text after a closing quote"}),
        (['2,d@x.com,"Di ""Bird"" Do"'], [["2", "d@x.com", 'Di "Bird" Do']], {}),
        (['2,d@x.com,Di "Bird" Do'], [["2", "d@x.com", 'Di "Bird" Do']], {}),
        (['2,d@x.com,5" disk'], [["2", "d@x.com", '5" disk']], {}),
        (['2,d@x.com, "Di"'], [["2", "d@x.com", ' "Di"']], {}),
        (['2,d@x.com,"Do, Di"'], [["2", "d@x.com", "Do, Di"]], {}),
        (["2,d@x.com,Do, Di"], [], {3: "4 fields"}),
        (['2,d@x.com,"Di\nDo"'], [["2", "d@x.com", "Di\nDo"]], {}),
        (['2,d@x.com,"Di\r\nDo"'], [["2", "d@x.com", "Di\r\nDo"]], {}),
        (['2,d@x.com,"Di\rDo"'], [["2", "d@x.com", "Di\rDo"]], {}),
        (['2,d@x.com,"Di\n\n\nDo"'], [["2", "d@x.com", "Di\n\n\nDo"]], {}),
        (['2,"d\n@\nx",Di'], [["2", "d\n@\nx", "Di"]], {}),
        (['"2\n","\n","\n"'], [["2\n", "\n", "\n"]], {}),
        (['2,d@x.com,"Di\nDo" x'], [], {3: "text after a closing quote", 4: "1 field"}),
        (['2,d@x.com,"Di\nDo",x'], [], {3: "4 fields", 4: "2 fields"}),
        (['2,"d@x.com\n3,e@x.com,Ed\n4,f@x.com",Fi'], [["3", "e@x.com", "Ed"], ["4", 'f@x.com"', "Fi"]], {3: "would swallow"}),
        (['2,d@x.com,"Di', '3,e@x.com,Ed"'], [["3", "e@x.com", 'Ed"']], {3: "would swallow"}),
        (['2,d@x.com,"Di', "3,e@x.com,Ed", '4,f@x.com,Fi"'], [["3", "e@x.com", "Ed"], ["4", "f@x.com", 'Fi"']], {3: "would swallow"}),
        (["2,d@x.com,D\0i"], [], {3: "a NUL byte"}),
        (['2,d@x.com,"D\0i"'], [], {3: "a NUL byte"}),
        (["\0\0\0"], [], {3: "1 field"}),
        (["2,d@x.com,Di\r"], [["2", "d@x.com", "Di"]], {}),
        (["2,d@x.com,Di\r\r"], [["2", "d@x.com", "Di"]], {4: "blank line"}),
        (["2,d@x.com,D\ri"], [], {3: "a carriage return outside quotes"}),
        (["2,d@x.com,Di\v", "3,e@x.com,E\x85d", "4,f@x.com,F\u2028i"], [["2", "d@x.com", "Di\v"], ["3", "e@x.com", "E\x85d"], ["4", "f@x.com", "F\u2028i"]], {}),
        (["2,d@x.com,\ufeffDi", "\ufeff3,e@x.com,Ed"], [["2", "d@x.com", "\ufeffDi"], ["\ufeff3", "e@x.com", "Ed"]], {}),
        (["# a comment"], [], {3: "1 field"}),
        (["id,mail,name"], [["id", "mail", "name"]], {}),
        (["(3 rows affected)"], [], {3: "1 field"}),
        (["2;d@x.com;Di"], [], {3: "1 field"}),
        (["2\td@x.com\tDi"], [], {3: "1 field"}),
        (["2,d@x.com,NULL", "3,e@x.com,\\N", "4,f@x.com,NaN"], [["2", "d@x.com", "NULL"], ["3", "e@x.com", "\\N"], ["4", "f@x.com", "NaN"]], {}),
        (["007,TRUE,1E5", "1.10,1_000,0x1F", "9223372036854775808,-0,.5"], [["007", "TRUE", "1E5"], ["1.10", "1_000", "0x1F"], ["9223372036854775808", "-0", ".5"]], {}),
        (["  2, d@x.com ,Di  "], [["  2", " d@x.com ", "Di  "]], {}),
        (["2,d@x.com,'Di'"], [["2", "d@x.com", "'Di'"]], {}),
        (["2,d@x.com,D'i", "3,e@x.com,'t Hooft"], [["2", "d@x.com", "D'i"], ["3", "e@x.com", "'t Hooft"]], {}),
        (["2,d@x.com,C:\\", '3,e@x.com,"C:\\"'], [["2", "d@x.com", "C:\\"], ["3", "e@x.com", "C:\\"]], {}),
        (["2,d@x.com," + "x" * 100_000], [["2", "d@x.com", "x" * 100_000]], {}),
        (['2,d@x.com,"' + "x\n" * 900 + '"'], [["2", "d@x.com", "x\n" * 900]], {}),
        (["2,d@x.com,😀", "3,e@x.com,e\u0301"], [["2", "d@x.com", "😀"], ["3", "e@x.com", "e\u0301"]], {}),
    ],
)  # fmt: skip
def test_an_awkward_line_harms_no_other(lines, between, rejected):
    with File(people(*lines)) as path:
        dump = read_dump(path, header=True, encoding="utf-8", quote='"', escape="", delimiter=",")
        assert rows(dump) == [KEPT[0], *between, *KEPT[1:]]
    assert dump.rejected["line"].to_list() == list(rejected)
    for reason, expected in zip(dump.rejected["reason"], rejected.values(), strict=True):
        assert expected in reason


def test_a_quote_that_runs_away_costs_its_own_line_only():
    lines = [f"{number},x,y" for number in range(3_000)]
    with File("\n".join(["id,b,c", '0,"x,y', *lines, ""])) as path:
        dump = read_dump(path, quote='"')
    assert dump.kept == 3_000
    assert dump.rejected.rows() == [
        (2, '0,"x,y', "an open quote that nothing closes in 1,000 lines or 1 MiB")
    ]


@pytest.mark.parametrize(
    ("content", "columns", "records"),
    [
        (b"sep=;\r\nid;mail\r\n1;a\r\n", ["id", "mail"], [["1", "a"]]),
        (b'"sep=|"\nid|mail\n1|a\n', ["id", "mail"], [["1", "a"]]),
        (b"\n\nid,mail\n1,a\n", ["id", "mail"], [["1", "a"]]),
        (b"id,mail\r1,a\r2,b\r", ["id", "mail"], [["1", "a"], ["2", "b"]]),
        (b"id,mail\r\n1,a\n2,b\r\n", ["id", "mail"], [["1", "a"], ["2", "b"]]),
        (b"id,mail\n1,a\r2,b\r\n3,c", ["id", "mail"], [["1", "a"], ["2", "b"], ["3", "c"]]),
        (b'id,mail\r1,"a\rb"\r2,b', ["id", "mail"], [["1", "a\rb"], ["2", "b"]]),
        (b"id,mail\n1,a", ["id", "mail"], [["1", "a"]]),
        (b'id,"ma\nil"\n1,a\n', ["id", "ma\nil"], [["1", "a"]]),
        (b"id,id,,id_2,\n1,2,3,4,5\n", ["id", "id_3", "column_3", "id_2", "column_5"], [list("12345")]),
        (b"__row,b\n1,2\n", ["__row_", "b"], [["1", "2"]]),
        (b"__row,__row_,__row\n1,2,3\n", ["__row__2", "__row_", "__row__3"], [list("123")]),
        (b"mail\na@x.com\nb@x.com\n", ["mail"], [["a@x.com"], ["b@x.com"]]),
        (b"a@x.com\nb@x.com\n", ["column_1"], [["a@x.com"], ["b@x.com"]]),
        (b"1,a@x.com\n2,b@x.com\n", ["column_1", "column_2"], [["1", "a@x.com"], ["2", "b@x.com"]]),
        (b"root:x:0:0\nann:x:1:1\nbo:x:2:2\n", ["column_1", "column_2", "column_3", "column_4"], [["root", "x", "0", "0"], ["ann", "x", "1", "1"], ["bo", "x", "2", "2"]]),
        (b"name\nDoe, John\nRoe, Jane\n", ["name"], [["Doe, John"], ["Roe, Jane"]]),
        (b"id\x01mail\n1\x01a\n", ["id", "mail"], [["1", "a"]]),
        (b"id;price\n1;1,5\n2;2,5\n", ["id", "price"], [["1", "1,5"], ["2", "2,5"]]),
        (b'id,note\n1,"a \\"b\\" c"\n2,"d, \\"e\\""\n', ["id", "note"], [["1", 'a "b" c'], ["2", 'd, "e"']]),
        (b"'id','note'\n'1','it''s'\n'2','a,b'\n", ["id", "note"], [["1", "it's"], ["2", "a,b"]]),
        (b'id\tnote\n1\t"Bob\n2\tal\n3\t5" disk\n', ["id", "note"], [["1", '"Bob'], ["2", "al"], ["3", '5" disk']]),
        ("id;naïve\n1;ä\n".encode("cp1252"), ["id", "naïve"], [["1", "ä"]]),
        ("id,name\n1,Zoë “Z” Müller\n".encode("cp1252"), ["id", "name"], [["1", "Zoë “Z” Müller"]]),
        ("id,имя\n1,Иван Петров\n2,Москва сегодня\n".encode("cp1251"), ["id", "имя"], [["1", "Иван Петров"], ["2", "Москва сегодня"]]),
        ("id,name\n1,Zoë\n".encode("utf-16-le"), ["id", "name"], [["1", "Zoë"]]),
        ("\ufeffid,name\n1,Zoë\n".encode("utf-16-be"), ["id", "name"], [["1", "Zoë"]]),
        ("id,name\n1,Zoë\n".encode("utf-32"), ["id", "name"], [["1", "Zoë"]]),
        ("\ufeffid,name\n1,Zoë\n".encode(), ["id", "name"], [["1", "Zoë"]]),
    ],
)  # fmt: skip
def test_what_a_file_is_written_with_is_found_out(content, columns, records):
    with File(content) as path:
        dump = read_dump(path)
        assert dump.columns == columns
        assert rows(dump) == records


def test_broken_utf8_is_no_code_page():
    lines = [f"{number},Zoë" for number in range(50)]
    with File("\n".join(["id,name", *lines]).encode() + b"\n50,Zo\xeb\n51,\xc3") as path:
        dump = read_dump(path)
    assert dump.kept == 50
    assert dump.rejected.rows() == [
        (52, "50,Zo\\xeb", "bytes that the encoding does not know"),
        (53, "51,\\xc3", "bytes that the encoding does not know"),
    ]
    assert dict(dump.evidence)["encoding"].startswith("utf-8: most bytes beyond ASCII are valid")


def test_files_of_one_dump_have_each_its_own_header_and_dialect(tmp_path):
    (tmp_path / "1.csv").write_text("id,mail\n1,a\n\n")
    (tmp_path / "2.csv").write_text("mail;id;plan\nb;2;free\nc\n")
    dump = read_dump(str(tmp_path / "*.csv"))
    assert dump.frame.collect().rows() == [(0, "1", "a", None), (1, "2", "b", "free")]
    assert dump.rejected.rows() == [
        (3, "", "1.csv: blank line"),
        (3, "c", "2.csv: 1 field where the header has 3"),
    ]
