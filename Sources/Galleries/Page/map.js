"use strict";

/* The map on a canvas: dots where images are close, pictures where there is room. Places are from 0 to 1; `scale` is pixels of the page for
   that unit. Only what is in view is drawn, found by a grid of cells; dots are written into the pixels, which is quicker than paths. */
class GalleryMap {
  static finest = 10;
  // Pictures begin so large, in pixels of the page, and grow as a reader comes nearer.
  static leastSide = 44;
  static mostSide = 132;
  // From this share of images that find room, pictures say more than dots.
  static leastShare = 0.12;

  constructor(canvas, places, slots, sheets) {
    Object.assign(this, { canvas, places, slots, sheets, count: slots.length, context: canvas.getContext("2d", { alpha: false }) });
    this.colors = new Uint32Array(this.count);
    this.shown = new Uint8Array(this.count).fill(1);
    this.chosen = -1;
    this.near = -1;
    this.linked = [];
    this.marked = new Set();
    this.captions = [];
    this.isPending = false;
    this.flight = 0;
    this.x = 0.5;
    this.y = 0.5;
    this.scale = 1;
    this.changed = () => {};
    this.index();
    this.arrange();
    new ResizeObserver(() => this.resize()).observe(canvas);
  }

  // Images by cells of a grid, row after row.
  index() {
    this.side = Math.max(1, Math.ceil(Math.sqrt(this.count / 4)));
    const starts = new Int32Array(this.side * this.side + 1);
    const cells = Int32Array.from({ length: this.count }, (_, i) => this.cell(this.places[2 * i]) + this.side * this.cell(this.places[2 * i + 1]));
    for (const cell of cells) starts[cell + 1] += 1;
    for (let cell = 0; cell < starts.length - 1; cell += 1) starts[cell + 1] += starts[cell];
    const next = starts.slice();
    this.order = new Int32Array(this.count);
    cells.forEach((cell, i) => { this.order[next[cell]++] = i; });
    this.starts = starts;
  }

  cell(place) { return Math.min(this.side - 1, Math.max(0, Math.floor(place * this.side))); }

  // The level of each image: it finds a cell of its own among those that are shown once cells are 2^-level wide.
  arrange() {
    this.levels = new Uint8Array(this.count).fill(GalleryMap.finest + 1);
    const shares = [];
    let left = [];
    let placed = [];
    for (let i = 0; i < this.count; i += 1) if (this.shown[i]) left.push(i);
    const all = Math.max(left.length, 1);
    for (let level = 0; level <= GalleryMap.finest; level += 1) {
      const taken = new Uint8Array(4 ** level);
      const at = (i) => {
        const most = 2 ** level - 1;
        return Math.min(most, Math.floor(this.places[2 * i] * 2 ** level)) + 2 ** level * Math.min(most, Math.floor(this.places[2 * i + 1] * 2 ** level));
      };
      for (const i of placed) taken[at(i)] = 1;
      left = left.filter((i) => {
        if (taken[at(i)]) return true;
        taken[at(i)] = 1;
        this.levels[i] = level;
        placed.push(i);
        return false;
      });
      shares.push(placed.length / all);
    }
    const first = shares.findIndex((share) => share >= GalleryMap.leastShare);
    this.leastLevel = first < 0 ? GalleryMap.finest : first;
  }

  // Marks an image and those that it is linked with; −1 for none.
  mark(chosen, linked) {
    [this.chosen, this.linked, this.marked] = [chosen, linked, new Set(chosen < 0 ? [] : [chosen, ...linked])];
    this.invalidate();
  }

  filter(shown) {
    this.shown = shown;
    this.arrange();
    this.invalidate();
  }

  resize() {
    const first = this.width === undefined;
    const whole = !first && Math.abs(this.scale - this.wholeScale()) < 1e-9;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    [this.width, this.height, this.ratio] = [this.canvas.clientWidth, this.canvas.clientHeight, ratio];
    this.canvas.width = Math.max(1, Math.round(this.width * ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * ratio));
    this.pixels = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.words = new Uint32Array(this.pixels.data.buffer);
    if (first || whole) this.fit(false); else this.draw();
  }

  // The extent of all places: the map lies within 0 to 1 and its longer side fills that.
  extent() {
    if (!this.bounds) {
      const b = [1, 1, 0, 0];
      for (let i = 0; i < this.count; i += 1) {
        const [x, y] = [this.places[2 * i], this.places[2 * i + 1]];
        [b[0], b[1], b[2], b[3]] = [Math.min(b[0], x), Math.min(b[1], y), Math.max(b[2], x), Math.max(b[3], y)];
      }
      this.bounds = b;
    }
    return this.bounds;
  }

  wholeScale() {
    const [left, top, right, bottom] = this.extent();
    const margin = 40;
    return Math.max(50, Math.min(
      (this.width - 2 * margin) / Math.max(right - left, 1e-6), (this.height - 2 * margin) / Math.max(bottom - top, 1e-6)));
  }

  fit(isAnimated) {
    const [left, top, right, bottom] = this.extent();
    this.go((left + right) / 2, (top + bottom) / 2, this.wholeScale(), isAnimated);
  }

  // Moves to a place, at once or in a moment that a newer move ends.
  go(x, y, scale, isAnimated) {
    const flight = ++this.flight;
    const target = [Math.min(Math.max(x, -0.1), 1.1), Math.min(Math.max(y, -0.1), 1.1), this.bounded(scale)];
    if (!isAnimated || window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
      [this.x, this.y, this.scale] = target;
      this.draw();
      return;
    }
    const [from, start] = [[this.x, this.y, this.scale], performance.now()];
    const step = (now) => {
      if (flight !== this.flight) return;
      const share = Math.min(1, Math.max(0, now - start) / 260);
      const eased = 1 - (1 - share) ** 3;
      this.scale = from[2] * (target[2] / from[2]) ** eased;
      this.x = from[0] + (target[0] - from[0]) * eased;
      this.y = from[1] + (target[1] - from[1]) * eased;
      if (share === 1) [this.x, this.y, this.scale] = target;
      this.draw();
      if (share < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  bounded(scale) { return Math.min(Math.max(scale, this.wholeScale() / 3), 2 ** GalleryMap.finest * GalleryMap.mostSide); }

  pan(dx, dy) {
    this.flight += 1;
    this.x = Math.min(Math.max(this.x - dx / this.scale, -0.1), 1.1);
    this.y = Math.min(Math.max(this.y - dy / this.scale, -0.1), 1.1);
    this.invalidate();
  }

  // Zooms so that what is at (px, py) stays there.
  zoom(factor, px, py, isAnimated = false) {
    const scale = this.bounded(this.scale * factor);
    const [x, y] = [this.x + (px - this.width / 2) / this.scale, this.y + (py - this.height / 2) / this.scale];
    const target = [x - (px - this.width / 2) / scale, y - (py - this.height / 2) / scale, scale];
    if (isAnimated) return this.go(...target, true);
    this.flight += 1;
    [this.x, this.y, this.scale] = target;
    this.invalidate();
  }

  left(i) { return (this.places[2 * i] - this.x) * this.scale + this.width / 2; }
  top(i) { return (this.places[2 * i + 1] - this.y) * this.scale + this.height / 2; }

  // The images within a rectangle of the page.
  within(left, top, right, bottom, body) {
    const column = (px) => this.cell(this.x + (px - this.width / 2) / this.scale);
    const row = (py) => this.cell(this.y + (py - this.height / 2) / this.scale);
    const [first, last] = [column(left), column(right)];
    for (let y = row(top); y <= row(bottom); y += 1) {
      for (let place = this.starts[y * this.side + first]; place < this.starts[y * this.side + last + 1]; place += 1) body(this.order[place]);
    }
  }

  // The side of the cell that a picture takes now.
  pictureSide() {
    const growth = this.scale / (GalleryMap.leastSide * 2 ** this.leastLevel);
    return Math.min(GalleryMap.mostSide, GalleryMap.leastSide * Math.max(1, growth) ** 0.4);
  }

  // The level whose images have room for a picture now; −1 where dots say more.
  level() {
    const level = Math.floor(Math.log2(this.scale / this.pictureSide()));
    return level >= this.leastLevel ? level : -1;
  }

  invalidate() {
    if (this.isPending) return;
    this.isPending = true;
    requestAnimationFrame(() => {
      if (this.isPending) this.draw();
    });
  }

  draw() {
    this.isPending = false;
    if (!this.width || !this.height) return;
    this.sheets.tick();
    const level = this.level();
    const pictures = [];
    this.words.fill(this.background);
    const margin = this.pictureSide();
    const all = [];
    this.within(-margin, -margin, this.width + margin, this.height + margin, (i) => {
      if (this.marked.has(i)) return;
      if (level >= 0 && this.shown[i] && this.levels[i] <= level) pictures.push(i); else all.push(i);
    });
    const radius = Math.min(5, Math.max(1.8, 2 * Math.sqrt(this.scale / 700))) * this.ratio;
    const [faint, dot] = [this.stamp(0.62 * radius), this.stamp(radius)];
    for (const i of all) if (!this.shown[i]) this.dot(i, faint, this.hidden, 90);
    for (const i of all) if (this.shown[i]) this.dot(i, dot, this.colors[i], 255);
    this.context.setTransform(1, 0, 0, 1, 0, 0);
    this.context.putImageData(this.pixels, 0, 0);
    this.context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.drawLinks();
    for (const i of pictures) this.drawPicture(i);
    if (level < 0) this.drawCaptions();
    // The chosen image and its neighbours are pictures on top, the nearest last.
    for (const i of [...this.marked].reverse()) {
      this.drawPicture(i);
      this.ring(i, i === this.chosen ? 4 : 2);
    }
    if (this.near >= 0) this.ring(this.near, 2);
    this.canvas.dataset.view = [this.x, this.y, this.scale, level, pictures.length, all.length].join(" ");
    this.changed();
  }

  drawPicture(i) {
    const [width, height] = this.sizeOf(i);
    const [x, y] = [this.left(i) - width / 2, this.top(i) - height / 2];
    this.context.fillStyle = GalleryMap.css(this.colors[i]);
    this.context.fillRect(x, y, width, height);
    this.sheets.draw(this.context, this.slots[i], x + 2, y + 2, width - 4, height - 4);
  }

  isPicture(i) { return this.marked.has(i) || (this.shown[i] && this.levels[i] <= this.level()); }

  // The width and height of what stands for an image now, a picture or a dot.
  sizeOf(i) {
    if (!this.isPicture(i)) return [12, 12];
    const { width, height } = this.sheets.place(this.slots[i]);
    const scale = (this.pictureSide() - 6) / Math.max(width, height);
    return [width * scale + 4, height * scale + 4];
  }

  ring(i, thickness) {
    const [width, height] = this.sizeOf(i).map((side) => side + 4 + thickness);
    this.context.lineWidth = thickness;
    this.context.strokeStyle = this.ink;
    this.context.strokeRect(this.left(i) - width / 2, this.top(i) - height / 2, width, height);
  }

  drawLinks() {
    if (this.chosen < 0) return;
    this.context.lineWidth = 1.5;
    this.context.strokeStyle = this.ink;
    this.context.globalAlpha = 0.5;
    this.context.beginPath();
    for (const i of this.linked) {
      this.context.moveTo(this.left(this.chosen), this.top(this.chosen));
      this.context.lineTo(this.left(i), this.top(i));
    }
    this.context.stroke();
    this.context.globalAlpha = 1;
  }

  drawCaptions() {
    this.context.font = "600 13px system-ui, sans-serif";
    this.context.textAlign = "center";
    this.context.textBaseline = "middle";
    this.context.lineJoin = "round";
    const boxes = [];
    for (const { text, x, y } of this.captions) {
      const [px, py] = [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2];
      const half = this.context.measureText(text).width / 2 + 4;
      if (boxes.some((box) => Math.abs(box[0] - px) < box[2] + half && Math.abs(box[1] - py) < 18)) continue;
      boxes.push([px, py, half]);
      this.context.lineWidth = 4;
      this.context.strokeStyle = this.paper;
      this.context.strokeText(text, px, py);
      this.context.fillStyle = this.ink;
      this.context.fillText(text, px, py);
    }
  }

  // How much of each pixel around a dot's centre it covers, from 0 to 255.
  stamp(radius) {
    const reach = Math.ceil(radius);
    const cover = [];
    for (let y = -reach; y <= reach; y += 1) {
      for (let x = -reach; x <= reach; x += 1) {
        const share = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y)));
        if (share > 0) cover.push(x, y, share * 255);
      }
    }
    return { reach, cover: Int32Array.from(cover) };
  }

  dot(i, { reach, cover }, color, alpha) {
    const [x, y] = [Math.round(this.left(i) * this.ratio), Math.round(this.top(i) * this.ratio)];
    const [width, height] = [this.canvas.width, this.canvas.height];
    if (x < reach || y < reach || x >= width - reach || y >= height - reach) return;
    const { words } = this;
    const [red, green, blue] = [color & 255, (color >> 8) & 255, (color >> 16) & 255];
    for (let place = 0; place < cover.length; place += 3) {
      const at = (y + cover[place + 1]) * width + x + cover[place];
      const own = (cover[place + 2] * alpha / 255) | 0;
      if (own === 255) {
        words[at] = color;
        continue;
      }
      const below = words[at];
      const rest = 255 - own;
      words[at] = 0xff000000 | (((blue * own + ((below >> 16) & 255) * rest) >> 8) << 16)
        | (((green * own + ((below >> 8) & 255) * rest) >> 8) << 8) | ((red * own + (below & 255) * rest) >> 8);
    }
  }

  // The shown image at a point of the page, or the nearest one around it; −1 if there is none.
  at(px, py, reach = 14) {
    const around = Math.max(reach, this.pictureSide() / 2);
    let [best, least] = [-1, Infinity];
    this.within(px - around, py - around, px + around, py + around, (i) => {
      if (!this.shown[i] && !this.marked.has(i)) return;
      const [dx, dy] = [Math.abs(this.left(i) - px), Math.abs(this.top(i) - py)];
      const [width, height] = this.sizeOf(i);
      const isPicture = this.isPicture(i) && dx <= width / 2 && dy <= height / 2;
      if (!isPicture && Math.hypot(dx, dy) > reach) return;
      // Pictures lie on dots.
      const distance = Math.hypot(dx, dy) - (isPicture ? 1000 : 0) - (this.marked.has(i) ? 2000 : 0);
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  }

  // The shown image that is nearest to the middle, however far; −1 if none is shown.
  middle() {
    let [best, least] = [-1, Infinity];
    for (let i = 0; i < this.count; i += 1) {
      const distance = (this.places[2 * i] - this.x) ** 2 + (this.places[2 * i + 1] - this.y) ** 2;
      if (this.shown[i] && distance < least) [best, least] = [i, distance];
    }
    return best;
  }

  // Zooms about the chosen image where it is in view, else about the middle.
  step(factor) {
    const [x, y] = this.chosen < 0 ? [-1, -1] : [this.left(this.chosen), this.top(this.chosen)];
    const isInView = x >= 0 && y >= 0 && x <= this.width && y <= this.height;
    this.zoom(factor, isInView ? x : this.width / 2, isInView ? y : this.height / 2, true);
  }

  static css(word) { return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`; }
}
