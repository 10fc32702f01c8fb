"""What a stored notebook keeps of a run."""

import nbformat

IGNORED = "nbval-ignore-output"
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def normalise(pages: nbformat.NotebookNode) -> None:
    """Drop what differs from run to run: other metadata, and the outputs and counts of ignored cells."""
    pages.metadata = nbformat.from_dict(_KERNEL)
    for cell in pages.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code" and IGNORED in tags:
            cell.outputs, cell.execution_count = [], None
