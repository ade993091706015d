import Formatting
import Reporting

extension GalleryPage {
  /// The elements that the script fills.
  var content: HTML {
    let quality = gallery.quality
    let kept =
      "Of the \(quality.neighbors) nearest images by features \(NumberText.percent(quality.map, decimals: 0)) are among the "
      + "\(quality.neighbors) nearest on the map; in the plane of the first two principal axes "
      + "\(NumberText.percent(quality.principalPlane, decimals: 0)), by chance \(NumberText.percent(quality.chance, decimals: 1))."
    return """
      <a class="skip" href="#map">Skip to the map</a>
      <header class="bar"><div><h1>\(title)</h1><p>\(subtitle)</p></div>
      <label class="find">Find a name <input type="search" id="search" autocomplete="off" spellcheck="false"></label>
      <button type="button" id="help-button" aria-haspopup="dialog">Help</button>\(PageFrame.themeButton)</header>
      <main class="desk">
      <details id="filters" open><summary>Filters</summary>
      <p id="count" role="status"></p><button type="button" id="clear" hidden>Show all</button>
      <fieldset class="choice" id="color-by"><legend>Colours</legend></fieldset>
      <label class="choice" id="disagreement-box" hidden>Neighbours say
      <select id="disagreement"><option value="0">anything</option><option value="1">mostly another class</option>\
      <option value="2">only another class</option></select></label>
      <div id="groups"></div>
      <noscript><p>The map is drawn by a script, which this browser does not run.</p></noscript>
      </details>
      <div id="stage"><canvas id="map" tabindex="0" role="application" \
      aria-label="Map of images: arrow keys move it, plus and minus zoom, Enter chooses the image in the middle, question mark shows all keys"></canvas>
      <div id="tip" hidden></div>
      <div class="zoom" role="group" aria-label="Zoom"><button type="button" id="zoom-in" aria-label="Zoom in">+</button>\
      <button type="button" id="zoom-out" aria-label="Zoom out">−</button>\
      <button type="button" id="fit" aria-label="Show the whole map">Fit</button></div></div>
      <aside id="panel" aria-label="The chosen image" hidden>
      <div class="buttons"><button type="button" id="back" disabled>Back</button>\
      <button type="button" id="previous" aria-label="Previous image">‹</button>\
      <button type="button" id="next" aria-label="Next image">›</button>\
      <button type="button" id="close">Close</button></div>
      <canvas id="picture" role="img"></canvas><h2 id="name"></h2><p id="facts"></p><p id="link"></p>
      <h3>Most similar images</h3><ol id="neighbors"></ol></aside>
      <p id="spoken" class="unseen" aria-live="polite"></p>
      </main>
      <dialog id="help" aria-labelledby="help-title"><h2 id="help-title">What is here</h2>
      <p>Each point is an image; near on the map are images with similar features. Point at one to see its name, choose it to see the \
      most similar ones, found exactly among all images here. Dots become pictures where there is room: zoom in.</p>
      <p>Pressed classes and clusters are shown and the others are not; of several kinds of filters, all must fit.</p>
      <table><caption>Keys</caption><tbody>\(Self.keys.map { "<tr><th scope=\"row\">\($0)</th><td>\($1)</td></tr>" as HTML })</tbody></table>
      <p class="hint">\(kept)</p>
      <form method="dialog"><button>Close</button></form></dialog>

      """
  }

  private static let keys: [(HTML, HTML)] = [
    (
      "<kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd>",
      "move the map; in the list of neighbours, go from one to the next"
    ),
    ("<kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd>", "zoom in, zoom out, show the whole map"),
    ("<kbd>Enter</kbd>", "choose the image nearest to the middle of the map"),
    ("<kbd>1</kbd> … <kbd>9</kbd>", "go to that neighbour of the chosen image"),
    (
      "<kbd>n</kbd> <kbd>p</kbd> <kbd>b</kbd>",
      "the next and the previous image that the filters leave; back to the one before"
    ),
    ("<kbd>c</kbd>", "colours by cluster or by class"),
    ("<kbd>/</kbd>", "find a name"),
    ("<kbd>?</kbd> <kbd>Esc</kbd>", "this help; close what is open"),
  ]
}
