"""Opens a page in headless Chromium, uses it as a reader does, and tells what happened.

The input `page` is the path of the file and `pictures` the path of a folder for screenshots, or nothing; both are arrays
of Unicode code points.
"""

import base64

import numpy as np

from chromium import CONTRAST, asked_and_went_wrong, codes, heard, tabbed, visit
from references import main


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

    found["requests"], found["problems"] = asked_and_went_wrong(browser, page)
    found["loaded"] = float("Page.loadEventFired" in [event.get("method") for event in browser.events])
    return found


if __name__ == "__main__":
    main(lambda inputs: visit(inputs, use))
