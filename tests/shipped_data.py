"""Copies of shipped data files in which one text stands for another."""

import shutil
from collections.abc import Callable
from pathlib import Path

Edit = Callable[[str, str, str], Path]


def editor_of(data: Path, folder: Path) -> Edit:
    """Return what copies `data` into the folder, with one text of a file replaced."""

    def edit(file: str, old: str, new: str) -> Path:
        copy = folder / "data"
        shutil.copytree(data, copy, dirs_exist_ok=True)
        text = (copy / file).read_text()
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1))
        return copy

    return edit
