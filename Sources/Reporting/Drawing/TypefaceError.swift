/// No picture with words can be drawn on this machine.
package struct TypefaceError: Error, CustomStringConvertible {
  /// What is missing and the remedy, in one line.
  package let description: String

  package static let noFont = TypefaceError(
    description:
      "no font is installed to write on pictures with; install fonts-dejavu-core, or any other TrueType font that "
      + "fontconfig finds")
  package static let noMemory = TypefaceError(
    description: "there is not enough memory to open a font; close other programs")
}
