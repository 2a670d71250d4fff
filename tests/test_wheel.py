"""The wheel is complete: installed somewhere else, far from the checkout, it makes a case and solves it."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest


def run(*command: str | Path, folder: Path) -> str:
    """Run a command that must succeed, with nothing that leads back to the checkout; return what it says."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build backend of the lock; nothing is fetched."""
    folder = tmp_path_factory.mktemp("dist")
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder,
        repository,
        folder=folder,
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a new virtual environment and return the folder of its commands.

    Third-party packages are lent, not installed again, which would take a network and a minute: a .pth file
    names the site-packages of this test run. Python does not obey the .pth files in a folder that was itself
    named by one, so the editable install of the checkout, which is such a file, stays out; a test makes sure.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False)
    paths = {"base": str(folder), "platbase": str(folder)}
    scripts = Path(sysconfig.get_path("scripts", "venv", vars=paths))
    packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    lent = sysconfig.get_path("purelib")
    (packages / "lent_third_party.pth").write_text(f"{lent}\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", scripts / "python")
    # With --ignore-installed, or pip would take the lent description of the editable install for its own.
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", "--ignore-installed", wheel, folder=folder)
    return scripts


def test_wheel_holds_both_packages_and_the_reference_data(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {
        path.relative_to(repository).as_posix()
        for package in ("optimizer", "formulations")
        for path in (repository / package).rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }
    assert {"optimizer/__init__.py", "optimizer/py.typed", "formulations/__init__.py"} <= names
    for name in ("dictionary", "parameters", "sources", "councils"):
        assert f"optimizer/reference/{name}.csv" in names
    assert expected <= names
    inside = {name.split("/")[0] for name in names}
    assert {name for name in inside if not name.endswith(".dist-info")} == {"optimizer", "formulations"}


def test_wheel_names_no_path_of_the_machine_that_built_it(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        found = [name for name in archive.namelist() if str(repository).encode() in archive.read(name)]
    assert found == []


def test_installed_packages_are_those_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import optimizer, formulations; print(optimizer.__file__); print(formulations.__file__)"
    for file in run(installed / "python", "-c", code, folder=tmp_path).splitlines():
        assert installed.parent in Path(file).parents


def test_installed_command_makes_a_case_and_solves_it(installed: Path, tmp_path: Path) -> None:
    run(installed / "consolidate", "new", "mycase", folder=tmp_path)
    run(installed / "consolidate", "solve", "mycase", "-o", "run1", folder=tmp_path)
    assert (tmp_path / "run1" / "summary.csv").is_file()
