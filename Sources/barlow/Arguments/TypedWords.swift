import Datasets
import Foundation

/// The words of the command line.
enum TypedWords {
  /// The words behind the program's name.
  ///
  /// Swift would put another character into the place of bytes that are no UTF-8, and a folder of that name is nowhere.
  ///
  /// - Throws: `UsageError` for a word that is no UTF-8.
  static func read() throws -> [String] {
    try (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0] }.map { word in
      guard let text = String(validatingCString: word) else {
        let bytes = UnsafeRawBufferPointer(UnsafeBufferPointer(start: word, count: strlen(word)))
        throw UsageError(
          "\(NameText.text(bytes)) is no UTF-8, which names are typed in; give it another name, or name the folder that it is in, "
            + "or a link to it (ln -s)")
      }
      return text
    }
  }
}
