import Foundation

/// What a script of `Tests/References` found when it used a page in headless Chromium.
public struct BrowserVisit {
  private let found: [String: ReferenceArray]

  /// Whether there is a Chromium to use.
  public static let isInstalled = ["chromium", "chromium-browser"].contains { name in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }

  /// Why a test without Chromium is skipped.
  public static let absence = "Chromium is not installed; `make setup` installs it"

  /// Lets a script use a page.
  ///
  /// - Parameters:
  ///   - script: The name of the script.
  ///   - page: The path of the page.
  /// - Throws: `PythonReference.Failure` with the errors of the script.
  public init(_ script: String, page: String) throws {
    let codes = page.unicodeScalars.map { Double($0.value) }
    found = try PythonReference.run(script, ["page": ReferenceArray(shape: [codes.count], values: codes)])
  }

  /// Some numbers.
  public func values(_ name: String) throws -> [Double] {
    guard let array = found[name] else { throw PythonReference.Failure(description: "the script tells no \(name)") }
    return array.values
  }

  /// A number.
  public func number(_ name: String) throws -> Double {
    guard let number = try values(name).first else {
      throw PythonReference.Failure(description: "\(name) has no number")
    }
    return number
  }

  /// A text.
  public func text(_ name: String) throws -> String {
    String(String.UnicodeScalarView(try values(name).compactMap { Unicode.Scalar(UInt32($0)) }))
  }
}
