"use strict";

/* What a reader does with the gallery: filters, the chosen image with its neighbours, the pointer and the keys. */
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("gallery-data").textContent);
  const numbers = (Type, text) => new Type(Sheets.bytes(text).buffer);
  const count = data.names.length;
  const [labels, clusters, slots, folder, suggestion] = ["labels", "clusters", "slots", "folder", "suggestion"]
    .map((name) => numbers(Int32Array, data[name]));
  const [neighbors, similarities] = [numbers(Int32Array, data.neighbors), numbers(Int16Array, data.similarities)];
  const [own, confidence] = [numbers(Int16Array, data.own), numbers(Int16Array, data.confidence)];
  const places = Float32Array.from(numbers(Uint16Array, data.places), (step) => step / 65535);
  // Controls, and what turns the direction of writing around, make a name look like another.
  const shownText = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  const names = data.names.map(shownText);
  const folded = names.map((name) => name.toLowerCase());
  const grouped = (value) => value.toLocaleString("en-US");
  const images = (value) => `${grouped(value)} ${value === 1 ? "image" : "images"}`;
  const element = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const sheets = new Sheets(() => {
    map.invalidate();
    paintPanel();
  });
  const map = new GalleryMap($("map"), places, slots, sheets);

  // The kinds of groups: what an image's group is, and what it is called.
  const tally = (groups) => {
    const sizes = [];
    for (const group of groups) if (group >= 0) sizes[group] = (sizes[group] || 0) + 1;
    return sizes;
  };
  const kinds = [{ id: "clusters", title: "Clusters", single: "Cluster", of: clusters, name: (n) => `Cluster ${n + 1}` }];
  if (labels.some((label) => label >= 0)) {
    kinds.push({ id: "classes", title: "Classes", single: "Class", of: labels, name: (n) => shownText(data.classes[n]) });
  }
  let colored = kinds[kinds.length - 1];

  // Colours: ten of the page, then others around the circle, as the theme has them.
  const probe = element("span", "unseen");
  probe.setAttribute("aria-hidden", "true");
  document.body.append(probe);
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const word = (css) => {
    probe.style.color = css;
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
    return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  };
  const groupColor = (group) => {
    if (group < 0) return "var(--none)";
    if (group < 10) return `var(--k${group})`;
    const hue = (group * 137.508) % 360;
    const step = group % 3;
    return `light-dark(hsl(${hue} 62% ${32 + 9 * step}%), hsl(${hue} 62% ${78 - 9 * step}%))`;
  };
  const paint = () => {
    const sizes = tally(colored.of);
    const words = sizes.map((size, group) => (size ? word(groupColor(group)) : 0));
    const none = word("var(--none)");
    for (let i = 0; i < count; i += 1) map.colors[i] = colored.of[i] >= 0 ? words[colored.of[i]] : none;
    map.background = word("var(--paper)");
    map.hidden = none;
    map.ink = GalleryMap.css(word("var(--ink)"));
    map.paper = GalleryMap.css(map.background);
    // Names of the largest groups stand at the image that is nearest to the middle of each.
    map.captions = sizes.map((size, group) => ({ size: size || 0, group })).sort((a, b) => b.size - a.size).slice(0, 40)
      .filter((entry) => entry.size > 0).map(({ group }) => {
        const own = [...colored.of.keys()].filter((i) => colored.of[i] === group);
        const middle = (axis) => own.map((i) => places[2 * i + axis]).sort((a, b) => a - b)[own.length >> 1];
        const [x, y] = [middle(0), middle(1)];
        const far = (i) => (places[2 * i] - x) ** 2 + (places[2 * i + 1] - y) ** 2;
        const at = own.reduce((best, i) => (far(i) < far(best) ? i : best), own[0]);
        return { text: colored.name(group), x: places[2 * at], y: places[2 * at + 1] };
      });
    for (const mark of document.querySelectorAll(".toggles .mark")) mark.hidden = mark.dataset.kind !== colored.id;
    map.invalidate();
  };
  new MutationObserver(paint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

  // Filters: of each kind the groups that are pressed, the neighbours' word, and the text.
  const pressed = new Map(kinds.map((kind) => [kind.id, new Set()]));
  const suspicion = (i) => (own[i] < 0 ? 0 : own[i] === 0 ? 2 : own[i] < 500 ? 1 : 0);
  const apply = () => {
    const least = Number($("disagreement").value);
    const text = $("search").value.trim().toLowerCase();
    const shown = new Uint8Array(count);
    let total = 0;
    for (let i = 0; i < count; i += 1) {
      const fits = kinds.every((kind) => pressed.get(kind.id).size === 0 || pressed.get(kind.id).has(kind.of[i]))
        && suspicion(i) >= least && (text === "" || folded[i].includes(text));
      shown[i] = Number(fits);
      total += shown[i];
    }
    $("count").textContent = total === count ? images(count) : `${grouped(total)} of ${images(count)}`;
    $("clear").hidden = total === count;
    map.filter(shown);
  };
  const clear = () => {
    for (const set of pressed.values()) set.clear();
    for (const button of document.querySelectorAll(".toggles button")) button.setAttribute("aria-pressed", "false");
    $("disagreement").value = "0";
    $("search").value = "";
    apply();
  };
  for (const kind of kinds) {
    const heading = element("h2", "", kind.title);
    heading.id = `${kind.id}-title`;
    const list = element("ul", "toggles");
    list.id = kind.id;
    list.setAttribute("aria-labelledby", heading.id);
    tally(kind.of).forEach((size, group) => {
      const button = element("button");
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      const mark = element("span", "mark");
      mark.dataset.kind = kind.id;
      mark.style.background = groupColor(group);
      button.append(mark, element("span", "what", kind.name(group)), element("span", "many", grouped(size)));
      button.title = kind.name(group);
      button.addEventListener("click", () => {
        const set = pressed.get(kind.id);
        if (!set.delete(group)) set.add(group);
        button.setAttribute("aria-pressed", String(set.has(group)));
        apply();
      });
      const item = element("li");
      item.append(button);
      list.append(item);
    });
    $("groups").prepend(heading, list);
    const choice = element("label");
    const radio = element("input");
    Object.assign(radio, { type: "radio", name: "color-by", value: kind.id, checked: kind === colored });
    radio.addEventListener("change", () => {
      colored = kind;
      paint();
    });
    choice.append(radio, ` ${kind.single}`);
    $("color-by").append(choice);
  }
  $("color-by").hidden = kinds.length < 2;
  $("disagreement-box").hidden = own.every((share) => share < 0);
  $("disagreement").addEventListener("change", apply);
  $("search").addEventListener("input", apply);
  $("clear").addEventListener("click", clear);
  // On a narrow window the filters lie above the map and can be closed.
  const narrow = window.matchMedia("(max-width: 800px)");
  const unfold = () => { $("filters").open = !narrow.matches; };
  narrow.addEventListener("change", unfold);
  unfold();

  // The chosen image: its picture, what is known of it, and its neighbours.
  let chosen = -1;
  const before = [];
  const similar = (i) => Array.from({ length: data.k }, (_, n) => neighbors[i * data.k + n]);
  const classOf = (i) => (labels[i] >= 0 ? shownText(data.classes[labels[i]]) : null);
  const draw = (canvas, i, side) => {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const { width, height } = sheets.place(slots[i]);
    const scale = side / Math.max(width, height);
    [canvas.width, canvas.height] = [width * scale, height * scale].map((n) => Math.max(1, Math.round(n * ratio)));
    [canvas.style.width, canvas.style.height] = [`${canvas.width / ratio}px`, `${canvas.height / ratio}px`];
    const context = canvas.getContext("2d");
    // Very small originals keep their pixels apart.
    context.imageSmoothingEnabled = Math.max(width, height) > 40;
    sheets.draw(context, slots[i], 0, 0, canvas.width, canvas.height);
  };
  function paintPanel() {
    if (chosen < 0) return;
    draw($("picture"), chosen, 256);
    for (const canvas of document.querySelectorAll("#neighbors canvas")) draw(canvas, Number(canvas.dataset.image), 64);
  }
  const facts = (i) => [
    classOf(i) === null ? null : `Class ${classOf(i)}`, `Cluster ${clusters[i] + 1}`,
    own[i] < 0 || suggestion[i] < 0 || own[i] >= 500 ? null
      : `its neighbours say ${shownText(data.classes[suggestion[i]])} (${Math.round(confidence[i] / 10)} % of their votes)`,
  ].filter((fact) => fact !== null).join(" · ");
  const choose = (i, { isBack = false, isFlying = true } = {}) => {
    if (i < 0 || i === chosen) return;
    if (chosen >= 0 && !isBack) before.push(chosen);
    chosen = i;
    map.mark(i, similar(i));
    $("name").textContent = names[i];
    $("picture").setAttribute("aria-label", names[i]);
    $("facts").textContent = facts(i);
    $("link").replaceChildren();
    if (folder[i] >= 0) {
      const link = element("a", "", "Open the file");
      [link.target, link.rel] = ["_blank", "noopener"];
      link.href = (data.folders[folder[i]] + data.names[i]).split("/").map(encodeURIComponent).join("/");
      $("link").append(link);
    }
    $("back").disabled = before.length === 0;
    $("neighbors").replaceChildren(...similar(i).map((other, n) => {
      const button = element("button");
      button.type = "button";
      const canvas = element("canvas");
      canvas.dataset.image = other;
      canvas.setAttribute("aria-hidden", "true");
      const similarity = (similarities[i * data.k + n] / 10000).toFixed(3);
      button.append(canvas, element("span", "what", classOf(other) ?? names[other]), element("span", "many", similarity));
      button.title = names[other];
      if (labels[i] >= 0 && labels[other] >= 0) button.classList.add(labels[i] === labels[other] ? "same" : "other");
      button.setAttribute("aria-label", [names[other], classOf(other), `similarity ${similarity}`].filter(Boolean).join(", "));
      button.addEventListener("click", () => choose(other));
      const item = element("li");
      item.append(button);
      return item;
    }));
    const wasHidden = $("panel").hidden;
    $("panel").hidden = false;
    $("panel").scrollTop = 0;
    paintPanel();
    $("spoken").textContent = `${names[i]}. ${facts(i)}`;
    const [x, y] = [map.left(i), map.top(i)];
    const isOutside = x < 60 || y < 60 || x > map.width - 60 || y > map.height - 60;
    if (isFlying || (wasHidden && x > map.width - 360) || isOutside) map.go(places[2 * i], places[2 * i + 1], map.scale, true);
  };
  const close = () => {
    if (chosen < 0) return;
    chosen = -1;
    before.length = 0;
    map.mark(-1, []);
    $("panel").hidden = true;
    $("map").focus({ preventScroll: true });
  };
  const back = () => { if (before.length > 0) choose(before.pop(), { isBack: true }); };
  // In the order of suspicion where neighbours are asked, else as the images come.
  const step = (by) => {
    const all = [...map.shown.keys()].filter((i) => map.shown[i]);
    if (all.length === 0) return;
    if (Number($("disagreement").value) > 0) all.sort((a, b) => confidence[b] - own[b] - (confidence[a] - own[a]) || a - b);
    const at = all.indexOf(chosen);
    choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
  };
  const buttons = {
    back, close, previous: () => step(-1), next: () => step(1), "zoom-in": () => map.step(1.6),
    "zoom-out": () => map.step(1 / 1.6), fit: () => map.fit(true), "help-button": () => $("help").showModal(),
  };
  for (const [id, action] of Object.entries(buttons)) $(id).addEventListener("click", action);

  // The pointer: drag, pinch, turn the wheel, point, choose.
  const canvas = $("map");
  const pointers = new Map();
  let [isClick, start] = [false, [0, 0]];
  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const point = (i, [x, y]) => {
    if (i !== map.near) {
      map.near = i;
      map.invalidate();
    }
    canvas.classList.toggle("on", i >= 0);
    $("tip").hidden = i < 0;
    if (i < 0) return;
    $("tip").textContent = [names[i], facts(i)].join(" · ");
    const [width, height] = [$("tip").offsetWidth, $("tip").offsetHeight];
    $("tip").style.left = `${x + 16 + width < map.width ? x + 16 : Math.max(4, x - width - 16)}px`;
    $("tip").style.top = `${Math.max(4, Math.min(y + 14, map.height - height - 4))}px`;
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, spot(event));
    [isClick, start] = [pointers.size === 1 && event.button === 0, spot(event)];
  });
  canvas.addEventListener("pointermove", (event) => {
    const [now, was] = [spot(event), pointers.get(event.pointerId)];
    if (!was) return point(map.at(...now), now);
    if (Math.hypot(now[0] - start[0], now[1] - start[1]) > 4) isClick = false;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const far = (a) => Math.max(Math.hypot(a[0] - other[0], a[1] - other[1]), 1);
      map.zoom(far(now) / far(was), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      map.pan((now[0] - was[0]) / 2, (now[1] - was[1]) / 2);
    } else if (!isClick) {
      point(-1, now);
      canvas.classList.add("moving");
      map.pan(now[0] - was[0], now[1] - was[1]);
    }
    if (!isClick) pointers.set(event.pointerId, now);
  });
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, (event) => {
      canvas.classList.remove("moving");
      if (!pointers.delete(event.pointerId) || !isClick || kind === "pointercancel") return;
      isClick = false;
      const found = map.at(...spot(event));
      if (found >= 0) choose(found, { isFlying: false }); else close();
    });
  }
  canvas.addEventListener("pointerleave", () => point(-1, [0, 0]));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    point(-1, [0, 0]);
    const lines = event.deltaMode === 1 ? 30 : 1;
    map.zoom(Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.0022), ...spot(event));
  }, { passive: false });

  // The keys.
  const moves = { ArrowLeft: [90, 0], ArrowRight: [-90, 0], ArrowUp: [0, 90], ArrowDown: [0, -90] };
  const keys = {
    "+": buttons["zoom-in"], "=": buttons["zoom-in"], "-": buttons["zoom-out"], "0": buttons.fit, "?": buttons["help-button"],
    n: buttons.next, p: buttons.previous, b: back, "/": () => $("search").focus(),
    c: () => {
      const next = kinds[(kinds.indexOf(colored) + 1) % kinds.length];
      document.querySelector(`#color-by input[value=${next.id}]`).click();
    },
  };
  for (let digit = 1; digit <= 9; digit += 1) keys[digit] = () => { if (chosen >= 0 && digit <= data.k) choose(similar(chosen)[digit - 1]); };
  const among = (event) => {
    const list = [...document.querySelectorAll("#neighbors button")];
    const at = list.indexOf(document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - 3, ArrowDown: at + 3 }[event.key];
    if (at < 0 || to === undefined) return false;
    event.preventDefault();
    list[to]?.focus();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if ($("help").open || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = document.activeElement;
    if (event.key === "Escape") {
      if (at === $("search")) canvas.focus({ preventScroll: true }); else close();
      return;
    }
    if (at.matches("input[type=search], select") || among(event)) return;
    if (event.key in moves && (at === canvas || at === document.body)) {
      event.preventDefault();
      return map.pan(...moves[event.key]);
    }
    if (event.key === "Enter" && (at === canvas || at === document.body)) return choose(map.middle());
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });

  paint();
  apply();
})();
