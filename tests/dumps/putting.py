"""Putting a dump on disk, and looking at what was read of it."""

import polars as pl


def writer(usual):
    """Give a function that writes a dump, by its usual name unless it is told another."""

    def write(folder, content, name=usual):
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def rows(dump):
    """Each row's values."""
    return dump.frame.drop("__row").collect().rows()


def records(dump):
    """Each record as it was put in: what is null is absent."""
    frame = dump.frame.collect()
    assert frame["__row"].to_list() == list(range(frame.height))
    assert set(frame.drop("__row").dtypes) <= {pl.String}
    return [
        {key: value for key, value in row.items() if value is not None}
        for row in frame.drop("__row").iter_rows(named=True)
    ]
