# test_site.py - the site of docs/: every page is in its table of contents, links hold, nothing comes from outside
import importlib.util
import os
import re
import subprocess
import sys

import pytest

from wattkey_host import device_root
from wattkey_lab.docs.site import on_page_markdown

ROOT = device_root()


def test_every_page_is_in_the_table_of_contents_and_no_other():
    listed = set(re.findall(r"[\w-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("nav:\n")[1]))
    there = {file.name for file in (ROOT / "docs").glob("*.md") if not file.name.endswith(".zh.md")}
    assert listed == there


@pytest.mark.parametrize(
    ("repository", "site"),
    [
        ("In Chinese: [user.zh.md](user.zh.md).", "In Chinese: [user.zh.md](zh/user.html)."),
        ("说明。English: [user.md](user.md)。", "说明。English: [user](../user.html)。"),
        ("the box of [boxmeters.toml](../host/meter/boxmeters.toml) at", "the box of boxmeters.toml at"),
        ("[money](money.md) stays", "[money](money.md) stays"),
    ],
)
def test_links_that_hold_in_the_repository_only_are_turned(repository, site):
    assert on_page_markdown(repository, page=None) == site


@pytest.mark.skipif(importlib.util.find_spec("mkdocs") is None, reason="MkDocs is not here: make docs-site brings it")
def test_the_site_is_built_without_a_broken_link_and_asks_nobody_for_anything(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)]
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    assert (tmp_path / "zh" / "user.html").is_file()
    pages = "".join(page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html"))
    assert re.findall(r'(?:src|<link[^>]*href)="https?://[^"]*"', pages) == []
