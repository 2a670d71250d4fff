"""The output folder is complete or absent, and nothing is replaced that a run has not made."""

import json
from pathlib import Path

import pytest

from optimizer.errors import UsageError
from optimizer.report.folder import RUN_FORMAT, check_target, is_run_folder, write_folder

MANIFEST = json.dumps({"format": RUN_FORMAT})
OLD = {"manifest.json": MANIFEST, "summary.csv": "old\n", "sets/a.toml": "a\n"}
NEW = {"manifest.json": MANIFEST, "summary.csv": "new\n"}


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_files_are_written_with_their_folders_above(tmp_path: Path) -> None:
    target = tmp_path / "runs" / "first"
    write_folder(target, OLD, overwrite=False)
    assert files_of(target) == OLD
    assert list(target.parent.iterdir()) == [target]


def test_existing_folder_is_wrong_usage_and_untouched(tmp_path: Path) -> None:
    target = tmp_path / "run"
    write_folder(target, OLD, overwrite=False)
    with pytest.raises(UsageError, match="exists already"):
        write_folder(target, NEW, overwrite=False)
    assert files_of(target) == OLD


def test_overwrite_replaces_the_whole_run(tmp_path: Path) -> None:
    target = tmp_path / "run"
    write_folder(target, OLD, overwrite=False)
    write_folder(target, NEW, overwrite=True)
    assert files_of(target) == NEW
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("manifest", [None, "{}", "[]", "not json", '{"format": "a browser extension"}'])
def test_overwrite_refuses_what_no_run_has_made(tmp_path: Path, manifest: str | None) -> None:
    (tmp_path / "budget.csv").write_text("precious\n", encoding="utf-8")
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    before = files_of(tmp_path)
    with pytest.raises(UsageError, match="not a folder that an earlier run has made"):
        write_folder(tmp_path, NEW, overwrite=True)
    assert files_of(tmp_path) == before
    assert not is_run_folder(tmp_path)


def test_overwrite_refuses_a_file_and_takes_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="is not a folder"):
        check_target(tmp_path / "file", overwrite=True)
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "empty", NEW, overwrite=True)
    assert files_of(tmp_path / "empty") == NEW


def test_crash_while_writing_leaves_no_folder(tmp_path: Path) -> None:
    def crash(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "run", {"summary.csv": "whole\n", "model.mps": crash}, overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_crash_while_replacing_brings_the_older_run_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "run"
    write_folder(target, OLD, overwrite=False)
    rename = Path.rename

    def crash_on_the_new_one(self: Path, to: Path) -> Path:
        if to == target and "older" not in self.name:
            raise KeyboardInterrupt
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", crash_on_the_new_one)
    with pytest.raises(KeyboardInterrupt):
        write_folder(target, NEW, overwrite=True)
    assert files_of(target) == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        write_folder(tmp_path / "file" / "run", NEW, overwrite=False)
