"""Drives a headless Chromium through chromedriver by the WebDriver protocol (https://www.w3.org/TR/webdriver2/),
with the standard library alone."""

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
             "--hide-scrollbars", "--force-device-scale-factor=1"]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Browser:
    """One session; a context manager that leaves no process and no profile behind."""

    def __init__(self, width=1280, height=900):
        self.profile = tempfile.mkdtemp(prefix="ohmsweep-browser-")
        port = free_port()
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, start_new_session=True)
        self.root = f"http://127.0.0.1:{port}"
        self.session = None
        self._wait_until_ready()
        options = {"args": [*ARGUMENTS, f"--user-data-dir={self.profile}", f"--window-size={width},{height}"]}
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.session = f"/session/{answer['sessionId']}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self._call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait(timeout=20)
            shutil.rmtree(self.profile, ignore_errors=True)

    def _wait_until_ready(self):
        for _ in range(600):
            try:
                if self._call("GET", "/status")["ready"]:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise RuntimeError("chromedriver does not answer")

    def _call(self, method, path, body=None):
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data=content, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {json.load(error)['value']['message']}") from None

    def open(self, file):
        self._call("POST", f"{self.session}/url", {"url": f"file://{os.path.abspath(file)}"})

    def script(self, text, *arguments):
        """What `text` returns in the page."""
        return self._call("POST", f"{self.session}/execute/sync", {"script": text, "args": list(arguments)})

    def script_later(self, text, *arguments):
        """What `text` hands to the function `done`."""
        return self._call("POST", f"{self.session}/execute/async", {
            "script": f"const done = arguments[arguments.length - 1]; {text}", "args": list(arguments)})

    def find(self, selector):
        found = self._call("POST", f"{self.session}/element", {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def click(self, selector):
        self._call("POST", f"{self.session}/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self._call("POST", f"{self.session}/element/{self.find(selector)}/value", {"text": text})

    def press(self, keys):
        """Keys one after another, wherever the focus is."""
        actions = [step for key in keys for step in ({"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})]
        self._call("POST", f"{self.session}/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def drag(self, start, end=None):
        """Moves the pointer to `start` (of the view, pixels), and from there with the button down to `end`."""
        move = [{"type": "pointerMove", "x": int(start[0]), "y": int(start[1]), "duration": 50}]
        if end:
            move += [{"type": "pointerDown", "button": 0},
                     {"type": "pointerMove", "x": int(end[0]), "y": int(end[1]), "duration": 100},
                     {"type": "pointerUp", "button": 0}]
        self._call("POST", f"{self.session}/actions", {"actions": [
            {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": move}]})

    def wait(self, text, seconds=90):
        """Until the expression holds in the page."""
        end = time.monotonic() + seconds
        while not self.script(f"return Boolean({text})"):
            if time.monotonic() > end:
                raise AssertionError(f"never came true: {text}")
            time.sleep(0.05)

    def command(self, name, **parameters):
        """A command of the DevTools protocol."""
        return self._call("POST", f"{self.session}/goog/cdp/execute", {"cmd": name, "params": parameters})

    def log(self, kind):
        return self._call("POST", f"{self.session}/se/log", {"type": kind})

    def complaints(self):
        """What the console was told."""
        return [entry["message"] for entry in self.log("browser")]

    def requests(self):
        """Every address that the page asked for."""
        messages = (json.loads(entry["message"])["message"] for entry in self.log("performance"))
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def screenshot(self):
        """PNG."""
        return base64.b64decode(self._call("GET", f"{self.session}/screenshot"))
