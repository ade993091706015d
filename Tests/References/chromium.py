"""Headless Chromium for the scripts that use a page as a reader does. The DevTools protocol runs over two pipes, so no port is opened."""

import base64
import json
import os
import shutil
import subprocess
import tempfile

import numpy as np


class Browser:
    """A Chromium process with one tab, spoken to by the DevTools protocol."""

    def __init__(self, folder):
        self.number = 0
        self.events = []
        self.rest = b""
        to_read, self.to_browser = os.pipe()
        self.from_browser, to_write = os.pipe()

        def wire():
            # The protocol wants descriptors 3 and 4; the pipes may have those numbers already.
            reading, writing = os.dup(to_read), os.dup(to_write)
            high = [os.dup2(reading, 40), os.dup2(writing, 41)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        name = shutil.which("chromium") or shutil.which("chromium-browser")
        self.process = subprocess.Popen(
            [
                name, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-extensions", f"--user-data-dir={folder}",
                "--remote-debugging-pipe",
            ],
            preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"]:
            self.call(f"{domain}.enable")

    session = None

    def call(self, method, **parameters):
        """Calls a method and returns its result; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def receive(self):
        while b"\0" not in self.rest:
            part = os.read(self.from_browser, 1 << 16)
            if not part:
                raise RuntimeError("Chromium ended")
            self.rest += part
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def open(self, path):
        self.call("Page.navigate", url="file://" + path)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.receive())

    def value(self, expression):
        """The value of a JavaScript expression."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def press(self, key):
        """Presses a key by its name, or a letter or sign, which is then typed."""
        named = {"Home": 36, "End": 35, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Escape": 27,
                 "Tab": 9, "Enter": 13}
        typed = {} if key in named else {"text": key}
        for kind in ["keyDown", "keyUp"]:
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=named.get(key, 0),
                **(typed if kind == "keyDown" else {}))

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **more)

    def click(self, x, y):
        for kind in ["Pressed", "Released"]:
            self.mouse(kind, x, y, button="left", clickCount=1)

    def resize(self, width, height):
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def scheme(self, name):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.process.kill()
        self.process.wait()


# Words on what is behind them, by the formula of WCAG 2.2: the number of texts with less than 4.5 to 1.
CONTRAST = """
(() => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const share = value => { const v = value / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * share(r) + 0.7152 * share(g) + 0.0722 * share(b);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = numbers(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('svg, [hidden], .skip') || element.getClientRects().length === 0) continue;
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) faint.push(element.textContent.slice(0, 40));
  }
  return faint.join('; ');
})()
"""


def heard(browser):
    """What a screen reader is told: the roles and names of the page's nodes."""
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    shown = [node for node in nodes if not node.get("ignored")]
    return [(node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")) for node in shown]


def tabbed(browser):
    """The names of what the Tab key stops at, from the top of the page to its end, and how many stops cannot be seen."""
    # The Tab key goes on from where the focus was, even if that is gone since.
    browser.value(
        "(() => { const first = document.createElement('span'); first.tabIndex = -1; document.body.prepend(first);"
        " first.focus(); first.remove(); })()")
    stops, unseen = [], 0
    for _ in range(300):
        browser.press("Tab")
        if browser.value("document.activeElement === document.body"):
            break
        stops.append(browser.value(
            "(e => (e.tagName + ' ' + (e.getAttribute('aria-label') || e.textContent || e.id)).slice(0, 60))"
            "(document.activeElement)"))
        unseen += browser.value(
            "(e => { const [box, style] = [e.getBoundingClientRect(), getComputedStyle(e)];"
            " return Number(box.width === 0 || box.height === 0 || style.outlineStyle === 'none'); })"
            "(document.activeElement)")
    return stops, unseen


def text(codes):
    return "".join(chr(int(code)) for code in codes)


def codes(words):
    return np.array([ord(letter) for letter in words], dtype=float)


def asked_and_went_wrong(browser, page):
    """How many other addresses the page has asked for, and what errors and warnings there were, as code points."""
    # Whatever was asked for or went wrong comes before the answer to this.
    browser.value("new Promise(done => setTimeout(done, 50))")
    asked = [
        event["params"]["request"]["url"] for event in browser.events
        if event.get("method") == "Network.requestWillBeSent"]
    # Addresses that hold their own data ask for nothing.
    others = [url for url in asked if not url.startswith(("data:", "file://" + page))]
    problems = [
        json.dumps(event["params"]) for event in browser.events
        if event.get("method") == "Runtime.exceptionThrown" or event.get("method") == "Log.entryAdded"
        or (event.get("method") == "Runtime.consoleAPICalled" and event["params"]["type"] in ("error", "warning"))]
    return float(len(others)), codes("\n".join(problems))


def visit(inputs, use):
    """What `use` finds when it is given a browser, the path of the page, and that of the folder for pictures."""
    folder = tempfile.mkdtemp(prefix="browser-")
    browser = Browser(folder)
    try:
        return use(browser, text(inputs["page"]), text(inputs.get("pictures", [])))
    finally:
        browser.close()
        shutil.rmtree(folder, ignore_errors=True)
