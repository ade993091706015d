"use strict";
(() => {
  const root = document.documentElement;

  // Colours: the system's choice, until the button says otherwise.
  const theme = document.getElementById("theme");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const tell = () => theme.setAttribute("aria-pressed", String(isDark()));
  tell();
  system.addEventListener("change", tell);
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
  });

  // Moments: the slider shows one of its frames.
  for (const slider of document.querySelectorAll(".slider")) {
    const input = slider.querySelector("input[type=range]");
    if (!input) continue;
    const output = slider.querySelector("output");
    const frames = [...slider.querySelectorAll(".frame")];
    input.addEventListener("input", () => {
      const current = Number(input.value);
      frames.forEach((frame, number) => { frame.hidden = number !== current; });
      output.textContent = frames[current].dataset.label;
      input.setAttribute("aria-valuetext", frames[current].dataset.label);
    });
  }

  const short = (value) => {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 10000 && size < 1e9) return Math.round(value).toLocaleString("en-US");
    return size < 1e-4 || size >= 1e9 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  };

  // An axis: from a place in the drawing to the number that it stands for.
  const axis = (text) => {
    const [kind, ...numbers] = text.split(" ");
    const [lower, upper, start, end] = numbers.map(Number);
    return (place) => {
      const share = (place - start) / (end - start);
      return kind === "linear" ? lower + share * (upper - lower) : lower * Math.pow(upper / lower, share);
    };
  };

  // Charts: a line through the curves at the pointer, or moved by arrow keys, with their numbers in words.
  for (const svg of document.querySelectorAll("svg.line-chart")) {
    const [toX, toY] = [axis(svg.dataset.x), axis(svg.dataset.y)];
    const readout = svg.parentElement.querySelector(".readout");
    const cursor = svg.querySelector(".cursor");
    const curves = [...svg.querySelectorAll("path.line")].map((path) => ({
      name: path.dataset.name,
      points: path.getAttribute("d").split(/[ML]/).slice(1).map((pair) => pair.split(" ").map(Number)),
    })).filter((curve) => curve.points.length > 0);
    const places = [...new Set(curves.flatMap((curve) => curve.points.map((point) => point[0])))].sort((a, b) => a - b);
    if (places.length === 0) continue;
    const nearest = (points, x) =>
      points.reduce((best, point) => (Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best));
    let at = -1;
    const show = (index) => {
      at = Math.min(Math.max(index, 0), places.length - 1);
      const x = places[at];
      cursor.setAttribute("x1", x);
      cursor.setAttribute("x2", x);
      cursor.classList.add("on");
      // A curve that ends earlier than others says nothing here.
      const reaching = curves.filter((curve) => x >= curve.points[0][0] - 4 && x <= curve.points.at(-1)[0] + 4);
      const words = reaching.map((curve) => `${curve.name} ${short(toY(nearest(curve.points, x)[1]))}`);
      readout.textContent = `${svg.dataset.xname} ${short(toX(x))}: ${words.join(" · ")}`;
    };
    const hide = () => { cursor.classList.remove("on"); };
    const point = (event) => {
      const box = svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
      let best = 0;
      places.forEach((place, index) => { if (Math.abs(place - x) < Math.abs(places[best] - x)) best = index; });
      show(best);
    };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("blur", hide);
    svg.addEventListener("keydown", (event) => {
      const step = Math.max(1, Math.round(places.length / 40));
      const target = { ArrowRight: at + step, ArrowLeft: at < 0 ? places.length - 1 : at - step, Home: 0, End: places.length - 1 };
      if (!(event.key in target)) return;
      event.preventDefault();
      show(target[event.key]);
    });
  }

  // Numbers: those that a chart draws, as a file.
  for (const data of document.querySelectorAll("script.csv")) {
    const figure = data.closest("figure");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "save";
    button.textContent = "Save as CSV";
    button.setAttribute("aria-label", `Save the numbers of ${figure.querySelector("figcaption").textContent} as CSV`);
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.parse(data.textContent)], { type: "text/csv" }));
      link.download = `${figure.id}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    figure.querySelector("details").append(button);
  }

  // Smoothing: an exponential mean beside each noisy curve, without the pull of its start (Kingma and Ba, arXiv 1412.6980).
  for (const control of document.querySelectorAll(".smoothing")) {
    const input = control.querySelector("input");
    const output = control.querySelector("output");
    const curves = [...control.closest("section").querySelectorAll("path.line")].map((raw) => ({
      raw, smooth: null,
      points: raw.getAttribute("d").split(/[ML]/).slice(1).map((pair) => pair.split(" ").map(Number)),
    })).filter((curve) => curve.points.length > Number(control.dataset.short));
    if (curves.length === 0) continue;
    control.hidden = false;
    const draw = () => {
      const weight = Number(input.value);
      output.textContent = weight === 0 ? "none" : weight.toFixed(2);
      input.setAttribute("aria-valuetext", output.textContent);
      for (const curve of curves) {
        curve.smooth?.remove();
        curve.raw.classList.toggle("raw", weight > 0);
        if (weight === 0) continue;
        let mean = 0;
        let share = 0;
        const path = curve.points.map(([x, y], index) => {
          mean = weight * mean + (1 - weight) * y;
          share = weight * share + (1 - weight);
          return `${index === 0 ? "M" : "L"}${x} ${(mean / share).toFixed(2)}`;
        });
        curve.smooth = curve.raw.cloneNode(false);
        curve.smooth.classList.remove("raw");
        curve.smooth.setAttribute("d", path.join(""));
        curve.raw.after(curve.smooth);
      }
    };
    input.addEventListener("input", draw);
    draw();
  }

  // Maps: the layout, the classes, and the picture of the point under the pointer.
  for (const map of document.querySelectorAll(".map")) {
    const data = JSON.parse(map.querySelector("script[type='application/json']").textContent);
    const svg = map.querySelector("svg.scatter");
    const plane = map.querySelector(".plane");
    const tip = map.querySelector(".tip");
    const picture = tip.querySelector(".picture");
    const readout = map.querySelector(".readout");
    const points = [...svg.querySelectorAll(".p")];
    const sheet = map.querySelector("img.sheet");
    let layout = 0;
    let current = -1;
    if (sheet && data.sheet) {
      picture.style.backgroundImage = `url("${sheet.src}")`;
      picture.style.backgroundSize = `${data.sheet.columns * 96}px ${data.sheet.rows * 96}px`;
    } else {
      picture.hidden = true;
    }
    const place = (index) => [data.places[layout][2 * index], data.places[layout][2 * index + 1]];
    const describe = (index) => {
      const label = data.labels[index];
      return label >= 0 && data.classes[label] !== undefined ? `${data.classes[label]} · ${data.names[index]}` : data.names[index];
    };
    const show = (index) => {
      if (current >= 0) points[current].classList.remove("at");
      current = index;
      if (index < 0) {
        tip.hidden = true;
        return;
      }
      points[index].classList.add("at");
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      const [x, y] = place(index);
      if (data.sheet) {
        const column = index % data.sheet.columns;
        const row = Math.floor(index / data.sheet.columns);
        picture.style.backgroundPosition = `${-96 * column}px ${-96 * row}px`;
      }
      tip.querySelector(".words").textContent = describe(index);
      tip.hidden = false;
      // To the right of the point, else to its left, and always inside: on a phone the card may cover the point.
      const room = plane.clientWidth - tip.offsetWidth - 4;
      const right = x * scale + 14;
      tip.style.left = `${right <= room ? right : Math.max(Math.min(x * scale - tip.offsetWidth - 14, room), 4)}px`;
      tip.style.top = `${Math.max(Math.min(y * scale + 10, plane.clientHeight - tip.offsetHeight - 4), 4)}px`;
    };
    const point = (event) => {
      const box = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / box.width;
      const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
      let best = -1;
      let least = 14 * 14;
      for (let index = 0; index < points.length; index += 1) {
        const [px, py] = place(index);
        const distance = (px - x) ** 2 + (py - y) ** 2;
        if (distance < least) [best, least] = [index, distance];
      }
      if (best !== current) show(best);
    };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    svg.addEventListener("pointerleave", () => show(-1));
    svg.addEventListener("blur", () => show(-1));
    svg.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
      if (event.key === "Escape") show(-1);
      if (!(event.key in steps)) return;
      event.preventDefault();
      show((current + steps[event.key] + points.length) % points.length);
      readout.textContent = describe(current);
    });
    for (const radio of map.querySelectorAll("input[type=radio]")) {
      radio.addEventListener("change", () => {
        layout = Number(radio.value);
        points.forEach((point, index) => {
          const [x, y] = place(index);
          point.setAttribute("x", x);
          point.setAttribute("y", y);
        });
        for (const hint of map.querySelectorAll("[data-projection]")) hint.hidden = Number(hint.dataset.projection) !== layout;
        show(-1);
      });
    }
    const brought = new Set();
    for (const button of map.querySelectorAll("button[data-label]")) {
      button.addEventListener("click", () => {
        const label = Number(button.dataset.label);
        if (!brought.delete(label)) brought.add(label);
        button.setAttribute("aria-pressed", String(brought.has(label)));
        svg.classList.toggle("dim", brought.size > 0);
        points.forEach((point, index) => point.classList.toggle("brought", brought.has(data.labels[index])));
      });
    }
  }
})();
