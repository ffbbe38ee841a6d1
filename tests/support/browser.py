# SPDX-License-Identifier: GPL-2.0-or-later
"""browser.py: a headless Chromium, spoken to over a pipe, that keeps what it complains of and asks for."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

LIMIT_S = 60


def find():
    """The program, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    """One page. Events of the page are kept until done() looks at them."""

    def __init__(self, program):
        self.home = tempfile.mkdtemp(prefix="halfclose-browser.")
        to_read, self.to = os.pipe()
        self.come, to_write = os.pipe()

        def place():
            # Out of the way of 3 and 4 first.
            a, b = os.dup(to_read), os.dup(to_write)
            while a < 5:
                a = os.dup(a)
            while b < 5:
                b = os.dup(b)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--hide-scrollbars", "--force-color-profile=srgb", "--disable-background-networking",
             "--user-data-dir=" + self.home, "--remote-debugging-pipe", "about:blank"],
            preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(os.environ, HOME=self.home))
        os.close(to_read)
        os.close(to_write)
        self.buffer = b""
        self.number = 0
        self.session = None
        self.events = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.come)
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def message(self, until):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.come], [], [], max(0, until - time.monotonic()))
            more = os.read(self.come, 65536) if ready else b""
            if not more:
                raise RuntimeError("the browser does not answer")
            self.buffer += more
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **params):
        until = time.monotonic() + LIMIT_S
        self.number += 1
        number = self.number
        request = {"id": number, "method": method, "params": params}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.to, json.dumps(request).encode() + b"\0")
        while True:
            message = self.message(until)
            if message.get("id") != number:
                self.events.append(message)
            elif "error" in message:
                raise RuntimeError(method + ": " + message["error"]["message"])
            else:
                return message["result"]

    def wait_for(self, method):
        until = time.monotonic() + LIMIT_S
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.message(until))

    def open(self, path, width=1280, height=800, dark=False, javascript=True, at=""):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.ask("Emulation.setScriptExecutionDisabled", value=not javascript)
        self.events.clear()
        # An address that differs from the one before in nothing but what is behind # loads nothing.
        self.number += 1
        self.ask("Page.navigate", url="file://%s?%d%s" % (os.path.abspath(path), self.number, at))
        self.wait_for("Page.loadEventFired")

    def eval(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(expression + ": " + json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    def click(self, selector):
        x, y = self.eval("(() => { const e = document.querySelector(%s); e.scrollIntoView({ block: 'center' });"
                         " const r = e.getBoundingClientRect();"
                         " return [r.x + Math.min(r.width / 2, 40), r.y + r.height / 2]; })()"
                         % json.dumps(selector))
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def key(self, key, text=None):
        codes = {"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40, "Tab": 9, " ": 32}
        down = {"type": "keyDown", "key": key}
        if text:
            down["text"] = text
        if key in codes:
            down["windowsVirtualKeyCode"] = codes[key]
        self.ask("Input.dispatchKeyEvent", **down)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text):
        for character in text:
            self.key(character, character)

    def picture(self, path, whole=True):
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 12000),
                "scale": 1}
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=whole,
                        **({"clip": clip} if whole else {}))["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))

    def print(self, path):
        data = self.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))

    def complaints(self):
        """Errors, warnings and whatever else a console shows, and what was blocked."""
        found = []
        for event in self.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Runtime.consoleAPICalled":
                found.append("console: " + json.dumps(params["args"]))
            elif method == "Runtime.exceptionThrown":
                found.append("exception: " + json.dumps(params["exceptionDetails"]))
            elif method == "Log.entryAdded":
                found.append("log: " + params["entry"]["text"])
        return found

    def requests(self):
        return [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]
