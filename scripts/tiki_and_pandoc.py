#!/usr/bin/env python3
"""Compare `tikicheck render --dialect tiki` with pandoc's reader of the same wiki: bytes, meaning, time and memory.

usage: scripts/tiki_and_pandoc.py TIKICHECK PANDOC [SECONDS]

Runs both on the cases in tests/conformance/tiki, on 10 MB that are the whole pages among them again and again, and on
twenty lines of markup that is never closed, and prints a table in Markdown. A run that takes longer than SECONDS (300)
is ended, and the table says so; for one case the limit is 60 seconds.

A case is right in meaning where both Markdowns become the same HTML but for white space and attributes that no reader
sees; pandoc makes that HTML of either. The time for the cases is that of a process for each. Memory is the largest that
the process had in use (its resident set).
"""

import datetime
import os
import pathlib
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

CASES = pathlib.Path(__file__).resolve().parent.parent / "tests" / "conformance" / "tiki"
LARGE = 10_000_000
CASE_SECONDS = 60
# Openers of six constructs, and the closer of none.
UNCLOSED = b"__bold ''italics ~~red:colour ^box -+mono ((link\n" * 20


class Run:
    """A command with a text on standard input: what it wrote (`None` where it failed or was ended), time and memory."""

    def __init__(self, command, text, limit):
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
            given.write(text)
            given.seek(0)
            start = time.monotonic()
            child = subprocess.Popen(command, stdin=given, stdout=made, stderr=subprocess.DEVNULL)
            self.ended = False
            clock = threading.Timer(limit, self.end, [child.pid])
            clock.start()
            # The usage of this child alone, which `subprocess` does not give.
            _, status, usage = os.wait4(child.pid, 0)
            clock.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
            self.seconds = time.monotonic() - start
            self.megabytes = usage.ru_maxrss / 1000
            made.seek(0)
            self.made = made.read() if child.returncode == 0 else None

    def end(self, process):
        """Ends the command, which has taken too long."""
        self.ended = True
        os.kill(process, signal.SIGKILL)

    def cell(self):
        """What the table says of it."""
        memory = f"{self.megabytes:.0f} MB"
        if self.ended:
            return f"ended after {self.seconds:.0f} s without a result, {memory}"
        if self.made is None:
            return f"failed after {self.seconds:.1f} s, {memory}"
        return f"{self.seconds:.2f} s, {memory}"


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
    html = Run([pandoc, "--from=gfm", "--to=html", "--wrap=none"], markdown, CASE_SECONDS).made
    text = (html or b"").decode("utf-8", "replace")
    text = re.sub(r' (id|class|data-[a-z]+)="[^"]*"', "", text)
    return " ".join(text.split())


class Score:
    """How a program does on the cases."""

    def __init__(self):
        self.to_the_byte = 0
        self.same_meaning = 0
        self.seconds = 0.0
        self.ended = 0

    def count(self, run, expected, pandoc):
        """Counts what came of a case."""
        self.seconds += run.seconds
        self.ended += run.ended
        if run.made == expected:
            self.to_the_byte += 1
            self.same_meaning += 1
        elif run.made is not None:
            self.same_meaning += meaning(pandoc, run.made) == meaning(pandoc, expected)

    def time(self):
        """What the table says of the time."""
        ended = f", {self.ended} of them ended after {CASE_SECONDS} s" if self.ended else ""
        return f"{self.seconds:.1f} s{ended}"


def large():
    """10 MB: the whole pages among the cases, again and again."""
    pages = b"\n\n".join(case.read_bytes() for case in sorted(CASES.glob("[pq]*.tiki")))
    text = (pages + b"\n\n") * (LARGE // len(pages) + 1)
    return text[: text.rfind(b"\n", 0, LARGE) + 1]


def version(program):
    """The version that a program names."""
    named = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return named.stdout.split()[1]


def machine():
    """The processors and the system."""
    info = pathlib.Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.exists() else ""
    model = re.search(r"^model name\s*: (.*)$", text, re.MULTILINE)
    return f"{os.cpu_count()} cores of {model[1] if model else platform.machine()}, {platform.system()}"


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    tikicheck, pandoc = sys.argv[1:3]
    limit = float(sys.argv[3]) if len(sys.argv) == 4 else 300.0
    cases = sorted(CASES.glob("*.tiki"))
    ours = [tikicheck, "render", "--no-config", "--dialect", "tiki", "--set", "limits.page_bytes=100000000"]
    theirs = [pandoc, "--from=tikiwiki", "--to=gfm", "--wrap=none"]
    scores = [Score(), Score()]
    for case in cases:
        wiki, expected = case.read_bytes(), case.with_suffix(".md").read_bytes()
        for score, command in zip(scores, [ours + options(case), theirs]):
            score.count(Run(command, wiki, CASE_SECONDS), expected, pandoc)
    rows = [
        ("to the byte", [f"{score.to_the_byte} of {len(cases)}" for score in scores]),
        ("the same meaning", [f"{score.same_meaning} of {len(cases)}" for score in scores]),
        (f"time for the {len(cases)} cases", [score.time() for score in scores]),
    ]
    text = large()
    for name, text in [
        (f"{len(text) / 1e6:.0f} MB of whole pages", text),
        ("20 lines of unclosed markup", UNCLOSED),
    ]:
        rows.append((name, [Run(command, text, limit).cell() for command in [ours, theirs]]))
    print(f"| | `tikicheck render` {version(tikicheck)} | pandoc {version(pandoc)} |")
    print("| --- | --- | --- |")
    for name, cells in rows:
        print(f"| {name} | {' | '.join(cells)} |")
    print(f"\n{datetime.date.today()}, {machine()}")


if __name__ == "__main__":
    main()
