#!/usr/bin/env python3
"""Compare `tikicheck render --dialect tiki` with pandoc's reader for the same wiki: bytes, meaning and time.

usage: scripts/tiki_and_pandoc.py TIKICHECK PANDOC

Runs both on the cases in tests/conformance/tiki and on a text of 10 MB that is put together from them, and prints a
table in Markdown. A case is right in meaning where both Markdowns become the same HTML but for white space and
attributes that no reader sees; pandoc makes that HTML of either.
"""

import pathlib
import re
import subprocess
import sys
import time

CASES = pathlib.Path(__file__).resolve().parent.parent / "tests" / "conformance" / "tiki"
LARGE = 10_000_000
LONGEST = 300


def run(command, text):
    """What a command writes for a text, and the seconds it takes; `None` where it fails or takes too long."""
    start = time.monotonic()
    try:
        done = subprocess.run(command, input=text, capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return None, LONGEST
    seconds = time.monotonic() - start
    return (done.stdout if done.returncode == 0 else None), seconds


def options(case):
    """The options of a case, as arguments."""
    conf = case.with_suffix(".conf")
    if not conf.exists():
        return []
    arguments = []
    for line in conf.read_text(encoding="utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals:
            arguments += ["--set", f"tiki.{key.strip().replace('-', '_')}={value.strip()}"]
    return arguments


def meaning(pandoc, markdown):
    """The HTML of a Markdown, without what no reader sees."""
    html, _ = run([pandoc, "--from=gfm", "--to=html", "--wrap=none"], markdown)
    text = (html or b"").decode("utf-8", "replace")
    text = re.sub(r' (id|class|data-[a-z]+)="[^"]*"', "", text)
    return " ".join(text.split())


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    tikicheck, pandoc = sys.argv[1:]
    cases = sorted(CASES.glob("*.tiki"))
    ours = [tikicheck, "render", "--no-config", "--dialect", "tiki", "--set", "limits.page_bytes=100000000"]
    theirs = [pandoc, "--from=tikiwiki", "--to=gfm", "--wrap=none"]
    bytes_right, meaning_right, seconds = [0, 0], [0, 0], [0.0, 0.0]
    for case in cases:
        wiki = case.read_bytes()
        expected = case.with_suffix(".md").read_bytes()
        wanted = meaning(pandoc, expected)
        for number, command in enumerate([ours + options(case), theirs]):
            made, took = run(command, wiki)
            seconds[number] += took
            if made is None:
                continue
            bytes_right[number] += made == expected
            meaning_right[number] += meaning(pandoc, made) == wanted
    # Whole pages, repeated: no page of the cases is long.
    pages = b"\n\n".join(case.read_bytes() for case in cases if case.name[0] in "pqr")
    large = pages * (LARGE // len(pages) + 1)
    large = large[: large.rfind(b"\n", 0, LARGE) + 1]
    times = []
    for command in [ours, theirs]:
        made, took = run(command, large)
        times.append(f"{took:.1f} s" if made is not None else f"none after {took:.0f} s")
    names = ["`tikicheck render`", "pandoc"]
    print("| | to the byte | same meaning | time for all cases | time for 10 MB |")
    print("| --- | --- | --- | --- | --- |")
    for number, name in enumerate(names):
        print(
            f"| {name} | {bytes_right[number]} of {len(cases)} | {meaning_right[number]} of {len(cases)}"
            f" | {seconds[number]:.1f} s | {times[number]} |"
        )


if __name__ == "__main__":
    main()
