"""Cells as an Excel workbook (ECMA-376) of one sheet, written row by row.

Its texts stand in the cells as texts: none of them is a formula, whatever it begins with.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import polars as pl

from userferry.durable import replacing
from userferry.exports.cells import text_of

MOST_ROWS = 1_048_576
"""Of a sheet, its heading among them."""

MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""Of a cell."""

_MOST_DIGITS = 15
"""Of a number; beyond them Excel would write zeros."""

_BATCH_ROWS = 20_000
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="users" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_OPEN = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_CLOSE = "</sheetData></worksheet>"
_UNWRITABLE = [chr(code) for code in range(0x20) if chr(code) not in "\t\n"] + ["\ufffe", "\uffff"]
"""What XML cannot hold, or would change; `_x000D_` stands for it."""

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", **{sign: f"_x{ord(sign):04X}_" for sign in _UNWRITABLE}}


def write_workbook(path: Path, cells: pl.LazyFrame, labels: Sequence[str], kinds: Mapping[str, str]) -> None:
    """Write a workbook; a text longer than a cell takes is cut.

    Args:
        path: The file.
        cells: For each label a String; as many rows as a sheet has.
        labels: In their order.
        kinds: What each column is, a word of `KINDS`.
    """
    heads = pl.LazyFrame({label: [f"'{label}"] for label in labels})
    texts = dict.fromkeys(labels, "text")
    with replacing(path) as part, ZipFile(part, "w", ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in _PARTS.items():
            package.writestr(ZipInfo(name), _HEAD + content)
        sheet = ZipInfo("xl/worksheets/sheet1.xml")
        sheet.compress_type = ZIP_DEFLATED
        with package.open(sheet, "w", force_zip64=True) as file:
            file.write((_HEAD + _OPEN).encode())
            for rows in chain(_rows(heads, texts), _rows(cells, {label: kinds[label] for label in labels})):
                file.write("".join(rows).encode())
            file.write(_CLOSE.encode())


def find_cut(cells: pl.LazyFrame, labels: Sequence[str]) -> pl.LazyFrame:
    """Find the texts that a workbook cuts.

    Returns:
        The cells' own `__row`, and `column`.
    """
    long = [
        cells.filter(text_of(pl.col(label)).str.len_chars() > MOST_CHARACTERS).select(
            "__row", column=pl.lit(label)
        )
        for label in labels
    ]
    return pl.concat(long)


def _rows(cells: pl.LazyFrame, kinds: Mapping[str, str]) -> Iterator[pl.Series]:
    row = pl.concat_str(
        pl.lit("<row>"), *(_cell(pl.col(label), kind) for label, kind in kinds.items()), pl.lit("</row>")
    )
    batches = cells.select(row=row).collect_batches(
        chunk_size=_BATCH_ROWS, maintain_order=True, engine="streaming"
    )
    return (batch["row"] for batch in batches)


def _cell(cell: pl.Expr, kind: str) -> pl.Expr:
    text = text_of(cell).str.slice(0, MOST_CHARACTERS).str.replace_all(r"_(x[0-9A-Fa-f]{4}_)", "_x005F_${1}")
    text = text.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
    written = pl.lit('<c t="inlineStr"><is><t xml:space="preserve">') + text + pl.lit("</t></is></c>")
    if kind == "boolean":
        written = (
            pl.when(cell == "true")
            .then(pl.lit('<c t="b"><v>1</v></c>'))
            .otherwise(pl.lit('<c t="b"><v>0</v></c>'))
        )
    elif kind in ("integer", "number"):
        fits = cell.str.replace_all(r"\D", "").str.len_chars() <= _MOST_DIGITS
        written = pl.when(fits).then(pl.lit("<c><v>") + cell + pl.lit("</v></c>")).otherwise(written)
    return pl.when(cell.is_null()).then(pl.lit("<c/>")).otherwise(written)
