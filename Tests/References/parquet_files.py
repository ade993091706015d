"""What pyarrow reads in a file of Parquet: the argument after input and output. Texts travel as bytes with zeros between them."""

import json
import sys

import numpy as np
import pyarrow
import pyarrow.parquet
from references import main

PATH = sys.argv[3]


def as_bytes(texts):
    return np.frombuffer("\0".join(texts).encode(), "u1").astype("f8")


def compute(_):
    file = pyarrow.parquet.ParquetFile(PATH)
    table = file.read()
    table.validate(full=True)
    described = file.schema_arrow.metadata or {}
    # Arrow's own copy, and that of readers that know nothing of it.
    assert {**described, b"ARROW:schema": file.metadata.metadata[b"ARROW:schema"]} == file.metadata.metadata
    results = {
        "groups": np.array([file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)], float),
        "metadata": as_bytes([json.dumps({key.decode(): value.decode() for key, value in sorted(described.items())})]),
        "columns": as_bytes(table.column_names),
    }
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = table.schema.field(name).type
        assert not table.schema.field(name).nullable and column.null_count == 0
        if pyarrow.types.is_string(kind):
            results[name] = as_bytes(column.to_pylist())
        elif kind == pyarrow.int64():
            results[name] = column.to_numpy().astype(float)
        else:
            assert pyarrow.types.is_fixed_size_list(kind) and kind.value_type == pyarrow.float32(), kind
            values = np.concatenate([piece.flatten().to_numpy() for piece in column.chunks])
            results[name] = values.reshape(-1, kind.list_size).astype(float)
            # Readers that know nothing of Arrow's schema see lists.
            leaf = file.schema.column(len(table.column_names) - 1)
            assert (leaf.max_definition_level, leaf.max_repetition_level) == (1, 1)
            assert leaf.path == f"{name}.list.element" and leaf.physical_type == "FLOAT"
    # Groups alone, the last first, as a reader of a part does.
    for i in reversed(range(file.num_row_groups)):
        part = file.read_row_group(i, columns=[table.column_names[-1]])
        assert part.num_rows == file.metadata.row_group(i).num_rows
    return results


main(compute)
