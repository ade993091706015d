/// Pictures of several moments, of which a slider shows one at a time.
package struct Slider: Sendable {
  /// One moment.
  package struct Frame: Sendable {
    let label: String
    let body: HTML

    /// A moment that is called `label`.
    package init(label: String, body: HTML) {
      self.label = label
      self.body = body
    }
  }

  /// The identifier of the slider in its page.
  package let id: String
  /// What is moved.
  package let title: String
  /// The moments in order; the last one is shown at the start, and in print.
  package let frames: [Frame]

  package init(id: String, title: String, frames: [Frame]) {
    precondition(!frames.isEmpty, "a slider has at least one moment")
    self.id = id
    self.title = title
    self.frames = frames
  }

  /// The pictures with their slider.
  package var html: HTML {
    let last = frames.count - 1
    let parts = frames.enumerated().map { number, frame -> HTML in
      let hidden: HTML = number == last ? "" : " hidden"
      return "<div class=\"frame\" data-label=\"\(frame.label)\"\(hidden)>\(frame.body)</div>"
    }
    let control: HTML =
      frames.count == 1
      ? "<p class=\"moment\"><output>\(frames[0].label)</output></p>"
      : """
      <p class="moment"><label for="\(id)-range">\(title)</label> <input type="range" id="\(id)-range" min="0" \
      max="\(last)" value="\(last)" step="1" aria-valuetext="\(frames[last].label)"> \
      <output for="\(id)-range">\(frames[last].label)</output></p>
      """
    return "<div class=\"slider\" id=\"\(id)\">\(control)\(parts)</div>"
  }
}
