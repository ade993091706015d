import Files
import Foundation
import Torch

/// Arrays in NumPy's `.npz` format: a ZIP archive of `.npy` files, stored or deflated.
public struct NumPyArchive {
  private let path: String
  private let archive: ZipArchive

  /// Opens an archive; arrays are unpacked when they are asked for.
  ///
  /// - Throws: `FileError`: `damaged` if its directory is impossible.
  public init(contentsOf path: String) throws {
    self.path = path
    do {
      archive = try ZipArchive(contentsOf: path)
    } catch let problem as ZipArchive.Problem {
      throw FileError(.damaged, "\(path) is not a usable .npz file: \(problem.description)")
    }
  }

  /// The names of the arrays, as NumPy calls them: without `.npy`.
  public var names: [String] {
    archive.entries.map(\.name).filter { $0.hasSuffix(".npy") }.map { String($0.dropLast(4)) }
  }

  /// The shape of an array, of whatever type, without its values.
  ///
  /// - Throws: As ``read(_:)``.
  public func shape(of name: String) throws -> [Int] {
    try reporting(name) { entry in
      try archive.beginning(of: entry, count: Self.largestHeader).withUnsafeBytes { try NumPyFile.header($0) }.header
        .shape
    }
  }

  /// An array, as `NumPyFile.read`.
  ///
  /// - Throws: `FileError`: `missing` if there is none of that name, `damaged` if it cannot be used.
  public func read(_ name: String) throws -> Tensor {
    try reporting(name) { entry in
      let data = try archive.contents(of: entry)
      return try withoutGradients { try data.withUnsafeBytes { try NumPyFile.decode($0) } }
    }
  }

  /// The texts of an array of one dimension.
  ///
  /// - Throws: As ``read(_:)``.
  public func texts(_ name: String) throws -> [String] {
    try reporting(name) { entry in try archive.contents(of: entry).withUnsafeBytes { try NumPyText.decode($0) } }
  }

  /// Any header of plain numbers is far shorter.
  private static let largestHeader = 1 << 17

  private func reporting<Result>(_ name: String, _ body: (ZipArchive.Entry) throws -> Result) throws -> Result {
    guard let entry = archive.entries.first(where: { $0.name == name + ".npy" }) else {
      throw FileError(.missing, "\(path) holds no array \(name); it holds \(EmbeddingFile.list(names))")
    }
    do {
      return try body(entry)
    } catch let problem as ZipArchive.Problem {
      throw FileError(.damaged, "\(path) is not a usable .npz file: \(problem.description)")
    } catch let problem as NumPyHeader.Problem {
      throw FileError(.damaged, "\(name) in \(path) is not a usable array: \(problem.description)")
    }
  }
}
