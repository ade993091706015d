/// Why a model cannot be written in a format: one line with the remedy.
public struct ExportError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
