"""Run every notebook of the book and store its outputs in it.

Run it after a change to a notebook, a table or the `widgets` package: `make notebooks`, or
`python tests/notebooks/refresh.py [NOTEBOOK ...]`. What is random or belongs to one machine is left
out (widget ids, times, versions), so that a second run changes nothing and nbval can compare.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

BOOK = Path(__file__).parents[2] / "book"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def refresh(path: Path) -> None:
    """Execute the notebook at `path` and write it back; an error in a cell stops with its trace."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    tidy(notebook)
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


def tidy(notebook: nbformat.NotebookNode) -> None:
    """Drop what differs between two runs or two machines."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


def main(names: list[str]) -> None:
    paths = [Path(name).resolve() for name in names] or sorted(BOOK.rglob("*.ipynb"))
    for path in paths:
        print(f"running {path.name} ...", flush=True)
        refresh(path)


if __name__ == "__main__":
    main(sys.argv[1:])
