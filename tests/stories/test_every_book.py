"""Every book the stories write is whole: by our own verifier with the law, and by the Go team's code from outside."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.records.test_go_verifier import GOCODE, SOURCE, why_no_go

from confederal.cli import main
from confederal.kernel.checkpoint import verifying_key
from confederal.records.files import export
from confederal.stories.together import Together
from confederal.stories.told import parsed, shipped, text_of, told
from confederal.stories.world import World

QUICK = ("river_city_federation", "russia_1917_1921")


@pytest.fixture(scope="module", params=QUICK)
def folders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, str]:
    """The folders of every book one story writes, each with the key its head is signed with."""
    assert request.param in shipped()
    worlds: list[World] = []
    begin = Together.__init__

    def noted(self: Together, **settings: object) -> None:
        begin(self, **settings)  # type: ignore[arg-type] # handed on as it came
        worlds.append(self)

    with pytest.MonkeyPatch.context() as patch:  # only looks on: a story gives its worlds to nobody
        patch.setattr(Together, "__init__", noted)
        steps = list(told(parsed(text_of(request.param))))
    assert steps
    return dict(written(worlds, tmp_path_factory.mktemp(request.param)))


def written(worlds: list[World], under: Path) -> Iterator[tuple[Path, str]]:
    """Every book of these worlds as files."""
    for number, world in enumerate(worlds):
        for name, body in world.bodies.items():
            world.log(body).sign()
            key = verifying_key(body, world.state(name).host_key)
            folder = under / f"{number}-{name}"
            export(world.shelf, body, folder, key)
            yield folder, key.text


def test_every_book_is_whole_by_the_law(folders: dict[Path, str]) -> None:
    assert len(folders) >= 8
    for folder in folders:
        answer = CliRunner().invoke(main, ["verify", str(folder)])
        assert answer.exit_code == 0, f"{folder.name}: {answer.output}"


def test_every_book_is_whole_from_outside(
    folders: dict[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    reason = why_no_go()
    if reason:
        pytest.skip(reason)
    made = tmp_path_factory.mktemp("go")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOCACHE": str(made / "cache")}
    program = made / "verify"
    subprocess.run(["go", "build", "-o", str(program), str(SOURCE)], env=environment, check=True)
    for folder, key in folders.items():
        done = subprocess.run([program, folder, key], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{folder.name}: {done.stdout}{done.stderr}"
    folder, key = next(iter(folders.items()))
    altered = made / "altered"
    shutil.copytree(folder, altered)
    entries = sorted(path for path in altered.glob("tile/entries/**/*") if path.is_file())
    bytes_of_one = bytearray(entries[0].read_bytes())
    bytes_of_one[20] ^= 1
    entries[0].write_bytes(bytes_of_one)
    assert subprocess.run([program, altered, key], check=False).returncode != 0
