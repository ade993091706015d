"""Opens a page in headless Chromium, uses it as a reader does, and tells what happened.

The input `page` is the path of the file and `pictures` the path of a folder for screenshots, or nothing; both are arrays
of Unicode code points. The DevTools protocol runs over two pipes, so no port is opened.
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile

import numpy as np

from references import main


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
        for kind in ["keyDown", "keyUp"]:
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode={
                "Home": 36, "End": 35, "ArrowLeft": 37, "ArrowRight": 39, "Escape": 27, "Tab": 9}[key])

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


# The captions of heat maps that stand on one another or reach outside; names along an axis, which are slanted or short, stand close.
COVERED = """
(() => {
  const found = [];
  for (const drawing of document.querySelectorAll('svg.heat')) {
    const frame = drawing.getBoundingClientRect();
    const texts = [...drawing.querySelectorAll('text')].map(text => ({
      text: text.textContent, slanted: (text.getAttribute('transform') || '').includes('-45'),
      box: text.getBoundingClientRect(), cell: text.getAttribute('font-size') === '11' }));
    texts.filter(a => !a.cell).forEach((a, i, captions) => {
      if (a.box.left < frame.left - 1 || a.box.right > frame.right + 1 || a.box.top < frame.top - 1) {
        found.push(a.text + ' is cut');
      }
      for (const b of captions.slice(i + 1)) {
        if (a.slanted && b.slanted) continue;
        const [x, y] = [Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left),
          Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)];
        if (x > 2 && y > 3) found.push(a.text + ' on ' + b.text);
      }
    });
  }
  return found.join('; ');
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


def use(browser, page, pictures):
    browser.resize(1280, 900)
    browser.scheme("light")
    browser.open(page)
    found = {}
    value = browser.value
    background = "getComputedStyle(document.body).backgroundColor"
    found["title"] = codes(value("document.title"))
    found["light"] = codes(value(background))
    found["covered"] = codes(value(COVERED))
    found["heatMaps"] = float(value("document.querySelectorAll('svg.heat').length"))

    slider = "document.querySelector('.slider input[type=range]')"
    shown = (
        "[...document.querySelectorAll('.slider')].find(s => s.querySelector('input')).querySelector"
        "('.frame:not([hidden]) img').src"
    )
    if value(f"{slider} !== null"):
        label = "document.querySelector('.slider output').textContent"
        found["sliderCount"] = value(f"Number({slider}.max) + 1")
        before = (value(shown), value(label))
        value(f"{slider}.focus()")
        browser.press("Home")
        after = (value(shown), value(label))
        found["sliderMoved"] = float(before[0] != after[0])
        found["sliderLabelBefore"], found["sliderLabelAfter"] = codes(before[1]), codes(after[1])
        found["sliderSpoken"] = codes(value(f"{slider}.getAttribute('aria-valuetext')"))
        browser.press("End")

    chart = "document.querySelector('#training svg.line-chart')"
    value(f"{chart}.focus()")
    browser.press("End")
    found["readout"] = codes(value(f"{chart}.parentElement.querySelector('.readout').textContent"))

    if value("document.querySelector('svg.scatter') !== null"):
        value("document.querySelector('svg.scatter').focus()")
        browser.press("ArrowRight")
        found["tip"] = codes(value("document.querySelector('.tip:not([hidden]) .words').textContent"))
        first = "document.querySelector('.scatter .p').getAttribute('x')"
        before = value(first)
        value("(() => { const r = document.querySelectorAll('.map input[type=radio]'); r[r.length - 1].click(); })()")
        found["layoutMoved"] = float(before != value(first))
        value("document.querySelector('.map input[type=radio]').click()")
        browser.press("Escape")

    # Smoothing draws a curve beside each noisy one and takes it away again.
    if value("document.querySelector('.smoothing:not([hidden])') !== null"):
        move = "(() => {{ const i = document.querySelector('.smoothing input'); i.value = {}; i.dispatchEvent(new Event('input')); }})()"
        curves = "document.querySelectorAll('#training path.line').length"
        roughness = (
            "(path => { const y = path.getAttribute('d').split(/[ML]/).slice(1).map(p => Number(p.split(' ')[1]));"
            " return y.slice(1).reduce((sum, v, i) => sum + Math.abs(v - y[i]), 0); })")
        before = value(curves)
        value(move.format(0.9))
        found["smoothed"] = value(curves) / before
        raw, smooth = (f"document.querySelector('#agreement path.line{kind}')" for kind in [".raw", ":not(.raw)"])
        found["smoother"] = value(f"{roughness}({smooth}) / {roughness}({raw})")
        value(move.format(0))
        found["unsmoothed"] = value(curves) / before

    # The numbers of a chart as a file: what would be saved is looked at instead.
    value(
        "(() => { window.saved = null; const make = URL.createObjectURL; URL.createObjectURL = blob =>"
        " { window.saved = blob; return make(blob); }; HTMLAnchorElement.prototype.click = function () {"
        " window.savedName = this.download; }; document.querySelector('#loss .save').click(); })()")
    found["savedName"] = codes(value("window.savedName"))
    found["savedLines"] = value("window.saved.text().then(text => text.trim().split('\\n').length)")
    found["savedHead"] = codes(value("window.saved.text().then(text => text.split('\\n')[0])"))

    value("document.getElementById('theme').click()")
    found["dark"] = codes(value(background))
    found["pressed"] = float(value("document.getElementById('theme').getAttribute('aria-pressed') === 'true'"))
    value("document.getElementById('theme').click()")
    found["lightAgain"] = codes(value(background))

    # What a screen reader meets, and what nobody should.
    told = heard(browser)
    spoken = {"button", "link", "slider", "radio", "checkbox", "image", "img", "table", "navigation", "DisclosureTriangle"}
    found["unnamedRoles"] = codes("; ".join(role for role, name in told if role in spoken and not name.strip()))
    found["headings"] = codes("|".join(name for role, name in told if role == "heading"))
    found["roles"] = codes("|".join(sorted({role for role, _ in told})))
    stops, found["unseenStops"] = tabbed(browser)
    found["stops"] = codes("|".join(stops))
    found["sections"] = codes(value("[...document.querySelectorAll('main > section')].map(s => s.id).join('|')"))
    for scheme in ["light", "dark"]:
        browser.scheme(scheme)
        value("delete document.documentElement.dataset.theme")
        found[f"faint-{scheme}"] = codes(value(CONTRAST))
    browser.scheme("light")
    # What stands on the first screen of a desk and of a telephone: the bottoms of the answers, and the top of the questions.
    for name, width, height in [("desk", 1280, 900), ("telephone", 390, 844)]:
        browser.resize(width, height)
        value("window.scrollTo({top: 0, behavior: 'instant'})")
        found[f"{name}Answers"] = np.array(value(
            "[...document.querySelectorAll('.verdict')].map(e => e.getBoundingClientRect().bottom / innerHeight)"))
        found[f"{name}Questions"] = value(
            "document.querySelector('.questions').getBoundingClientRect().bottom / innerHeight")
        found[f"{name}Overflow"] = value(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth")
    browser.resize(1280, 900)
    found["unnamedPictures"] = value(
        "[...document.querySelectorAll('img:not([hidden]), svg:not([aria-hidden])')]"
        ".filter(e => !(e.getAttribute('alt') || e.getAttribute('aria-label'))).length")
    found["landmarks"] = value("document.querySelectorAll('header, nav, main, footer').length")
    found["injected"] = value("Number(window.injected || 0)")
    found["notANumber"] = value("Number(/NaN|Infinity|undefined|null/.test(document.body.innerText))")
    found["duplicateIdentifiers"] = value(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.length - new Set(ids).size; })()")
    for width in [1280, 380]:
        browser.resize(width, 900)
        found[f"overflow{width}"] = value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    # On a narrow window the card of a point stays in it, wherever the point is.
    found["cardsOutside"] = value(
        "[...document.querySelectorAll('.map')].reduce((count, map) => {"
        " const [svg, tip] = [map.querySelector('svg.scatter'), map.querySelector('.tip')];"
        " for (let i = 0; i < svg.querySelectorAll('.p').length; i += 1) {"
        "   svg.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', cancelable: true }));"
        "   const box = tip.getBoundingClientRect();"
        "   if (tip.hidden || box.left < 0 || box.right > innerWidth) count += 1; }"
        " return count; }, 0)")
    browser.call("Emulation.setEmulatedMedia", media="print")
    browser.resize(688, 900)
    found["overflowPrint"] = value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    browser.call("Emulation.setEmulatedMedia", media="")
    browser.scheme("light")

    if pictures:
        value("document.activeElement.blur()")
        for name, width, scheme in [("desktop", 1280, "light"), ("narrow", 390, "light"), ("dark", 1280, "dark")]:
            browser.resize(width, 900)
            browser.scheme(scheme)
            value("delete document.documentElement.dataset.theme")
            browser.resize(width, value("document.documentElement.scrollHeight"))
            browser.picture(f"{pictures}/{name}.png")
        data = browser.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69)
        with open(f"{pictures}/print.pdf", "wb") as file:
            file.write(base64.b64decode(data["data"]))

    # Whatever was asked for or went wrong comes before the answer to this.
    value("new Promise(done => setTimeout(done, 50))")
    methods = [event.get("method") for event in browser.events]
    asked = [
        event["params"]["request"]["url"] for event in browser.events
        if event.get("method") == "Network.requestWillBeSent"]
    # Addresses that hold their own data ask for nothing.
    found["requests"] = float(len([url for url in asked if not url.startswith(("data:", "file://" + page))]))
    problems = [
        json.dumps(event["params"]) for event in browser.events
        if event.get("method") == "Runtime.exceptionThrown" or event.get("method") == "Log.entryAdded"
        or (event.get("method") == "Runtime.consoleAPICalled" and event["params"]["type"] in ("error", "warning"))]
    found["problems"] = codes("\n".join(problems))
    found["loaded"] = float("Page.loadEventFired" in methods)
    return found


def visit(inputs):
    folder = tempfile.mkdtemp(prefix="browser-")
    browser = Browser(folder)
    try:
        return use(browser, text(inputs["page"]), text(inputs.get("pictures", [])))
    finally:
        browser.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(visit)
