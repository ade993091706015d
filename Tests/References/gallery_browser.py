"""Opens a gallery in headless Chromium, uses it as a reader does, and tells what happened.

The input `page` is the path of the file and `pictures` the path of a folder for screenshots, or nothing; both are arrays
of Unicode code points.
"""

import time

from chromium import CONTRAST, asked_and_went_wrong, codes, heard, tabbed, visit
from references import main

CHOSEN = "document.getElementById('panel').hidden ? '' : document.getElementById('name').textContent"
COUNT = "document.getElementById('count').textContent"
# The middle, the scale, the level of pictures, and how many pictures and dots are drawn.
VIEW = "document.getElementById('map').dataset.view.split(' ').map(Number)"


def settled(browser):
    """The view, once it has stopped moving."""
    last = None
    for _ in range(40):
        time.sleep(0.1)
        now = browser.value(VIEW)
        if now == last:
            return now
        last = now
    return last


def button(words, place=0):
    return f"[...document.querySelectorAll('button')].filter(b => b.textContent.includes({words!r}))[{place}]"


def use(browser, page, pictures):
    browser.resize(1280, 860)
    browser.scheme("light")
    browser.open(page)
    value = browser.value
    found = {"title": codes(value("document.title"))}
    whole = settled(browser)
    found["whole"] = float(value(COUNT).split()[0].replace(",", ""))
    found["drawn"] = whole[4] + whole[5]
    background = "getComputedStyle(document.body).backgroundColor"
    # The colour of the map itself, in a corner where nothing is.
    value("window.copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true })")
    corner = (
        "(copy.drawImage(document.getElementById('map'), 2, 2, 1, 1, 0, 0, 1, 1),"
        " [...copy.getImageData(0, 0, 1, 1).data].join(' '))")
    light, light_map = value(background), value(corner)

    # Keys on the map: it moves, comes nearer, and goes back.
    value("document.getElementById('map').focus()")
    browser.press("ArrowRight")
    moved = settled(browser)
    found["movedBy"] = (moved[0] - whole[0]) * whole[2]
    browser.press("+")
    near = settled(browser)
    found["nearer"] = near[2] / moved[2]
    browser.press("0")
    fitted = settled(browser)
    found["fitted"] = max(abs(a - b) for a, b in zip(fitted[:3], whole[:3]))

    # Enter chooses, a digit goes to a neighbour, b goes back, Escape closes.
    browser.press("Enter")
    settled(browser)
    first = value(CHOSEN)
    neighbors = value("[...document.querySelectorAll('#neighbors button')].map(b => b.title)")
    found["neighbors"] = codes("|".join(neighbors))
    found["first"] = codes(first)
    found["facts"] = codes(value("document.getElementById('facts').textContent"))
    browser.press("2")
    settled(browser)
    found["second"] = codes(value(CHOSEN))
    browser.press("b")
    settled(browser)
    found["back"] = codes(value(CHOSEN))
    # The neighbours are buttons, which arrows go through and Enter presses.
    value("document.querySelector('#neighbors button').focus()")
    browser.press("ArrowRight")
    found["focused"] = codes(value("document.activeElement.title"))
    value("document.activeElement.click()")
    at = settled(browser)
    found["clicked"] = codes(value(CHOSEN))
    # Whether its picture is there: not all of one colour.
    value("new Promise(done => setTimeout(done, 400))")
    found["colors"] = value(
        "(c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size)"
        "(document.getElementById('picture'))")
    found["link"] = codes(value("document.querySelector('#link a') ? document.querySelector('#link a').getAttribute('href') : ''"))
    # So near that no picture lies on another.
    for _ in range(7):
        browser.press("+")
        settled(browser)
    browser.press("Escape")
    found["closed"] = codes(value(CHOSEN))

    # A click on the map: the image that was chosen last stands in its middle.
    at = settled(browser)
    box = value("(b => [b.left + b.width / 2, b.top + b.height / 2])(document.getElementById('map').getBoundingClientRect())")
    offset = value(
        "(() => { const data = JSON.parse(document.getElementById('gallery-data').textContent);"
        " const places = new Uint16Array(Uint8Array.from(atob(data.places), l => l.charCodeAt(0)).buffer);"
        " const at = document.getElementById('map').dataset.view.split(' ').map(Number);"
        f" const i = data.names.indexOf({neighbors[1]!r});"
        " return [(places[2 * i] / 65535 - at[0]) * at[2], (places[2 * i + 1] / 65535 - at[1]) * at[2]]; })()")
    browser.mouse("Moved", box[0] + offset[0], box[1] + offset[1])
    time.sleep(0.2)
    found["pointed"] = codes(value("document.getElementById('tip').hidden ? '' : document.getElementById('tip').textContent"))
    browser.click(box[0] + offset[0], box[1] + offset[1])
    settled(browser)
    found["struck"] = codes(value(CHOSEN))
    browser.press("Escape")

    # Dragging moves the map and chooses nothing; the wheel comes nearer to what is under the pointer.
    browser.press("0")
    before = settled(browser)
    browser.mouse("Pressed", box[0], box[1], button="left", clickCount=1)
    for step in range(1, 6):
        browser.mouse("Moved", box[0] + 20 * step, box[1], button="left", buttons=1)
    browser.mouse("Released", box[0] + 100, box[1], button="left", clickCount=1)
    dragged = settled(browser)
    found["dragged"] = (before[0] - dragged[0]) * before[2]
    found["draggedOpen"] = float(value("!document.getElementById('panel').hidden"))
    for _ in range(4):
        browser.mouse("Wheel", box[0] + 200, box[1], deltaX=0, deltaY=-100)
    wheeled = settled(browser)
    found["wheeled"] = wheeled[2] / dragged[2]
    found["kept"] = (wheeled[0] + 200 / wheeled[2] - dragged[0] - 200 / dragged[2]) * wheeled[2]
    browser.press("0")

    # Filters: a class, a cluster beside it, what neighbours say, a name; together, and none.
    value("document.querySelector('#classes button').click()")
    found["oneClass"] = codes(value(COUNT))
    value("document.querySelector('#clusters button').click()")
    found["classAndCluster"] = codes(value(COUNT))
    value(button("Show all") + ".click()")
    value("(s => { s.value = '2'; s.dispatchEvent(new Event('change')); })(document.getElementById('disagreement'))")
    found["suspects"] = codes(value(COUNT))
    browser.press("n")
    settled(browser)
    found["suspect"] = codes(value(CHOSEN))
    found["suspectFacts"] = codes(value("document.getElementById('facts').textContent"))
    browser.press("Escape")
    value(button("Show all") + ".click()")
    found["all"] = codes(value(COUNT))
    browser.press("/")
    found["searching"] = float(value("document.activeElement.id === 'search'"))
    for letter in "-17":
        browser.press(letter)
    found["search"] = codes(value(COUNT))
    browser.press("Escape")
    browser.press("n")
    settled(browser)
    found["searched"] = codes(value(CHOSEN))
    browser.press("Escape")
    value(button("Show all") + ".click()")

    # Colours by cluster; help; the theme.
    browser.press("c")
    found["coloredBy"] = codes(value("document.querySelector('#color-by input:checked').value"))
    browser.press("?")
    found["help"] = float(value("document.getElementById('help').open"))
    browser.press("Escape")
    found["helpClosed"] = float(value("!document.getElementById('help').open"))
    value("document.getElementById('theme').click()")
    settled(browser)
    found["darkened"] = float(value(background) != light and value(corner) != light_map)
    value("document.getElementById('theme').click()")

    # What a screen reader meets, and where the Tab key stops.
    browser.press("Enter")
    settled(browser)
    told = heard(browser)
    spoken = {"button", "link", "radio", "searchbox", "combobox", "image", "img", "application", "complementary", "dialog"}
    found["unnamedRoles"] = codes("; ".join(role for role, name in told if role in spoken and not name.strip()))
    found["roles"] = codes("|".join(sorted({role for role, _ in told})))
    stops, found["unseenStops"] = tabbed(browser)
    found["stops"] = codes("|".join(stops))
    for scheme in ["light", "dark"]:
        browser.scheme(scheme)
        value("delete document.documentElement.dataset.theme")
        found[f"faint-{scheme}"] = codes(value(CONTRAST))
    browser.scheme("light")
    found["duplicateIdentifiers"] = value(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return ids.length - new Set(ids).size; })()")
    for width in [1280, 380]:
        browser.resize(width, 800)
        found[f"overflow{width}"] = value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[f"map{width}"] = value("document.getElementById('map').getBoundingClientRect().height")
    if pictures:
        browser.picture(f"{pictures}/narrow.png")
    found["injected"] = value("Number(window.injected || 0) + document.querySelectorAll('img').length")
    found["notANumber"] = value("Number(/NaN|Infinity|undefined|null/.test(document.body.innerText))")
    found["requests"], found["problems"] = asked_and_went_wrong(browser, page)
    return found


if __name__ == "__main__":
    main(lambda inputs: visit(inputs, use))
