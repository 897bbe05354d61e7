"""The HTML page in a real browser: desktop and phone width, light and dark, and print."""

from __future__ import annotations

import html
import json
import re
import shutil
import struct
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.export.page import page
from tests.export.samples import mock, questions
from tests.export.test_page import MARKUP

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND"
ITS_OWN = re.compile(r"https?://[^/]*\.(google|googleapis|gvt1)\.com/")
"""What the browser asks for by itself; no page of ours does."""
LIGHT, DARK = (0xFB, 0xFA, 0xF7), (0x14, 0x17, 0x1B)
WIDTHS = (1280, 768, 360)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with code wider than a phone, very long words, and markup in its text."""
    stem = (
        "First\n\n```\n"
        + "wide_" * 60
        + "\n```\n\n"
        + "endless" * 80
        + "\n\n"
        + "\n\n".join(MARKUP)
    )
    asked = [replace(question, stem=stem) for question in questions()]
    record = mock(asked, wrong=(1, 4), name="Ada Lovelace " + "x" * 300)
    target = tmp_path_factory.mktemp("page") / "report.html"
    target.write_text(page(record), encoding="utf-8")
    return target


def browse(place: Path, *arguments: str) -> str:
    """Run the browser with a new profile, and return its output."""
    assert BROWSER is not None
    done = subprocess.run(
        [BROWSER, *QUIET, OFFLINE, f"--user-data-dir={place / 'profile'}", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_page_fits_every_width_and_runs_no_script_or_request(report: Path, tmp_path: Path) -> None:
    frames = "".join(
        f'<iframe src="{report.as_uri()}" style="width:{width}px;height:900px"></iframe>'
        for width in WIDTHS
    )
    outside = tmp_path / "outside.html"
    outside.write_text(
        f"<body>{frames}<script>onload = () => {{ document.title = JSON.stringify("
        "[...document.querySelectorAll('iframe')].map(f => f.contentDocument).map(d => ({"
        "wide: d.documentElement.scrollWidth, room: d.documentElement.clientWidth, "
        "articles: d.querySelectorAll('main article').length, "
        "scripts: d.querySelectorAll('script, img, iframe, link').length, "
        "code: d.querySelector('pre').scrollWidth > d.querySelector('pre').clientWidth, "
        "score: d.querySelector('.score').getBoundingClientRect().height, "
        "bars: d.querySelectorAll('svg.bar rect.fill').length})))}</script>"
    )
    log = tmp_path / "net.json"
    drawn = browse(
        tmp_path, "--allow-file-access-from-files", "--dump-dom", f"--log-net-log={log}",
        outside.as_uri(),
    )  # fmt: skip
    found = json.loads(html.unescape(re.findall("<title>(.*?)</title>", drawn)[0]))
    assert len(found) == len(WIDTHS)
    for width, seen in zip(WIDTHS, found, strict=True):
        assert seen["room"] <= width
        assert seen["wide"] <= seen["room"], f"it overflows at {width}"
        assert seen["articles"] == 10
        assert seen["scripts"] == 0
        assert seen["code"], "wide code scrolls by itself"
        assert seen["score"] > 30
        assert seen["bars"] == 4, "a bar for every domain"
    events = json.loads(log.read_text())["events"]
    asked = {str(event.get("params", {}).get("url", "")) for event in events}
    assert {url for url in asked if url.startswith("http") and not ITS_OWN.match(url)} == set()


@pytest.mark.parametrize(
    ("scheme", "paper"), [("light", LIGHT), ("dark", DARK)], ids=["light", "dark"]
)
def test_page_follows_the_color_scheme(
    report: Path, tmp_path: Path, scheme: str, paper: tuple[int, int, int]
) -> None:
    picture = tmp_path / "picture.png"
    wanted = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    browse(tmp_path, *wanted, "--window-size=800,900", f"--screenshot={picture}", report.as_uri())
    pixels = read_png(picture)
    colors = {pixel for row in pixels for pixel in row}
    assert pixels[2][2] == pixels[-1][2] == paper
    assert len(colors) > 100, "more than an empty page"


def test_page_prints(report: Path, tmp_path: Path) -> None:
    paper = tmp_path / "report.pdf"
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", report.as_uri())
    raw = paper.read_bytes()
    assert raw.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", raw)) >= 3


def read_png(file: Path) -> list[list[tuple[int, int, int]]]:
    """Return the rows of (red, green, blue) of a PNG with 8 bits per channel."""
    raw = file.read_bytes()
    at, packed = 8, b""
    width = height = channels = 0
    while at < len(raw):
        length, kind = struct.unpack(">I4s", raw[at : at + 8])
        body = raw[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
            assert depth == 8
            channels = {2: 3, 6: 4}[color]
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    lines = zlib.decompress(packed)
    stride = width * channels
    before = bytearray(stride)
    rows = []
    for y in range(height):
        start = y * (stride + 1)
        how, line = lines[start], bytearray(lines[start + 1 : start + 1 + stride])
        for i in range(stride):
            left = line[i - channels] if i >= channels else 0
            up = before[i]
            corner = before[i - channels] if i >= channels else 0
            if how == 1:
                line[i] = (line[i] + left) & 255
            elif how == 2:
                line[i] = (line[i] + up) & 255
            elif how == 3:
                line[i] = (line[i] + (left + up) // 2) & 255
            elif how == 4:
                guess = left + up - corner
                near = min((left, up, corner), key=lambda v: abs(guess - v))
                line[i] = (line[i] + near) & 255
        before = line
        rows.append([(line[i], line[i + 1], line[i + 2]) for i in range(0, stride, channels)])
    return rows
