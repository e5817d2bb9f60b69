#!/usr/bin/env python3
"""How long a report takes to open in a headless Chromium, from the address to a matrix that answers.

  opening_time.py FILE [TIMES]
"""

import os
import statistics
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from webdriver import Browser  # noqa: E402


def opening_time(file):
    """Seconds, in a browser that was just started, until the page has been laid out."""
    with Browser() as browser:
        began = time.monotonic()
        browser.open(file)
        browser.wait("document.documentElement.classList.contains('ready')", 60)
        browser.script("return document.body.offsetHeight")
        return time.monotonic() - began


def main(file, times=5):
    seconds = [opening_time(file) for _ in range(int(times))]
    print(f"{os.path.getsize(file) / 1e6:.1f} MB, opens in {statistics.median(seconds):.2f} s "
          f"({min(seconds):.2f} to {max(seconds):.2f} s in {len(seconds)} browsers)")


if __name__ == "__main__":
    main(*sys.argv[1:])
