"""How soon the page shows its first conversations where there are very many, in Debian's Chromium."""

from __future__ import annotations

import json
import statistics
import time
import urllib.request
from pathlib import Path

import box
import machine
import modems
from playwright.sync_api import Browser, sync_playwright
from scale import Scale
from table import Figures

CHROMIUM = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
SHOWN = 50
ROWS = """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
 INSERT INTO transmissions (user_id, direction, service, party, body, state, verdict, created_at)
 SELECT 1, 'inbound', 4, printf('+49155%07d', i), ?, 'done', 'sent', ? FROM n"""
OPENED = """count => new Promise(resolve => {
    const look = () => document.querySelectorAll('.entry-of').length >= count && resolve(performance.now());
    new MutationObserver(look).observe(document, {childList: true, subtree: true});
    look();
})"""


def page(home: Path, scale: Scale) -> Figures:
    """From the address entered until the list is there, nothing cached; the median."""
    with modems.Modems(home, 1) as air, box.Box(home / "data", air.ports) as ours:
        ours.spool.write(lambda db: db.execute(ROWS, (scale.conversations, box.TEXT, time.time())))
        token = _token(ours.address)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
            opened = statistics.median(_opened(browser, ours.address, token) for _ in range(scale.page_openings))
            browser.close()
        peak = machine.peak(ours.pid)
    modems.remove(home)
    return {"page": opened, "page_peak": peak / 1024}


def _token(address: str) -> str:
    body = json.dumps({"username": box.ADMIN, "password": box.PASSWORD}).encode()
    with urllib.request.urlopen(f"{address}/box/v1/login", body) as answer:
        return str(json.load(answer)["token"])


def _opened(browser: Browser, address: str, token: str) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    kept = json.dumps({"token": token, "username": box.ADMIN})
    context.add_init_script(f"sessionStorage.modembox = {json.dumps(kept)}")
    window = context.new_page()
    window.goto(address, wait_until="commit")
    milliseconds = float(window.evaluate(OPENED, SHOWN))
    context.close()
    return milliseconds
