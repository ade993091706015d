"use strict";

/* The small pictures: sheets lie in the page as text and become bitmaps when one of their pictures is drawn. */
class Sheets {
  // So many bytes of pixels are kept, at least of the sheets of one view.
  static mostBytes = 1 << 28;
  static perSheet = 256;
  static columns = 16;

  constructor(ready) {
    this.ready = ready;
    this.sheets = [...document.querySelectorAll("script.sheet")].map((element) => ({
      element, cell: Number(element.dataset.cell), sizes: Sheets.bytes(element.dataset.sizes), bitmap: null, used: 0,
    }));
    this.wanted = new Set();
    this.isBusy = false;
    this.time = 0;
  }

  static bytes(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }

  // The place of a picture in its sheet.
  place(slot) {
    const sheet = this.sheets[Math.floor(slot / Sheets.perSheet)];
    const cell = slot % Sheets.perSheet;
    return {
      sheet, x: (cell % Sheets.columns) * sheet.cell, y: Math.floor(cell / Sheets.columns) * sheet.cell,
      width: sheet.sizes[2 * cell], height: sheet.sizes[2 * cell + 1],
    };
  }

  // Begins a frame: what was drawn least lately goes first.
  tick() { this.time += 1; }

  want(sheet) {
    this.wanted.add(sheet);
    if (!this.isBusy) this.decode();
  }

  // One sheet after the other, and a frame between them, so that moving about stays smooth.
  async decode() {
    this.isBusy = true;
    while (this.wanted.size > 0) {
      await new Promise((done) => requestAnimationFrame(done));
      const sheet = [...this.wanted].reduce((a, b) => (b.used > a.used ? b : a));
      this.wanted.delete(sheet);
      // A view that has moved on needs it no more.
      if (sheet.used < this.time - 30) continue;
      sheet.bitmap = await createImageBitmap(new Blob([Sheets.bytes(sheet.element.textContent)], { type: "image/jpeg" }));
      this.evict();
      this.ready();
    }
    this.isBusy = false;
  }

  evict() {
    const kept = this.sheets.filter((sheet) => sheet.bitmap).sort((a, b) => b.used - a.used);
    let bytes = 0;
    for (const sheet of kept) {
      bytes += 4 * sheet.bitmap.width * sheet.bitmap.height;
      if (bytes <= Sheets.mostBytes || sheet.used >= this.time - 1) continue;
      sheet.bitmap.close();
      sheet.bitmap = null;
    }
  }

  // Draws a picture into a rectangle, or asks for it: who wanted it is told when it is there.
  draw(context, slot, left, top, across, down) {
    const { sheet, x, y, width, height } = this.place(slot);
    sheet.used = this.time;
    if (sheet.bitmap) context.drawImage(sheet.bitmap, x, y, width, height, left, top, across, down); else this.want(sheet);
  }
}
