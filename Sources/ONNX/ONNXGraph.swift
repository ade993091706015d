import Foundation
import ProtocolBuffers

/// A network as ONNX describes it: nodes, each an operation on named tensors, with constants beside them.
///
/// Written from the specification (onnx.ai, "Open Neural Network Exchange Intermediate Representation"), for operator set
/// ``operatorSet``.
public struct ONNXGraph {
  /// The version of the operators that nodes are of.
  public static let operatorSet = 17
  /// The version of the representation, the one of that operator set.
  static let representation = 8

  /// A dimension of an input or output.
  public enum Dimension: Equatable, Sendable {
    case fixed(Int)
    /// Any number, which all dimensions of the name share.
    case named(String)
  }

  private let name: String
  private var nodes = ProtocolMessage()
  private var constants = ProtocolMessage()
  private var inputs = ProtocolMessage()
  private var outputs = ProtocolMessage()
  private var count = 0

  /// The side in pixels of the images that go in, where it is fixed; parts that depend on it ask for it.
  public var imageSide: Int?

  public init(name: String) { self.name = name }

  /// Adds an input.
  public mutating func input(_ name: String, _ element: ONNXElement, _ shape: [Dimension]) -> ONNXValue {
    inputs.add(11, Self.description(name, element, shape))
    return ONNXValue(name: name)
  }

  /// Gives a value out under a name of its own.
  public mutating func output(_ value: ONNXValue, as name: String, _ element: ONNXElement, _ shape: [Dimension]) {
    add("Identity", [value], named: name)
    outputs.add(12, Self.description(name, element, shape))
  }

  /// Adds numbers in single precision.
  public mutating func constant(_ name: String, _ values: [Float], shape: [Int]) -> ONNXValue {
    precondition(values.count == shape.reduce(1, *), "as many values as the shape has")
    return constant(name, .float32, shape, values.withUnsafeBytes { Data($0) })
  }

  /// Adds whole numbers, such as a shape.
  public mutating func constant(_ name: String, _ values: [Int]) -> ONNXValue {
    constant(name, .int64, [values.count], values.map { Int64($0).littleEndian }.withUnsafeBytes { Data($0) })
  }

  /// Adds a position along a dimension.
  public mutating func index(_ name: String, _ position: Int) -> ONNXValue {
    constant(name, .int64, [], withUnsafeBytes(of: Int64(position).littleEndian) { Data($0) })
  }

  private mutating func constant(_ name: String, _ element: ONNXElement, _ shape: [Int], _ bytes: Data) -> ONNXValue {
    var message = ProtocolMessage()
    for extent in shape { message.add(1, extent) }
    message.add(2, element.rawValue)
    message.add(8, name)
    message.add(9, bytes)
    constants.add(5, message)
    return ONNXValue(name: name)
  }

  /// Adds a node with one output.
  ///
  /// - Parameters:
  ///   - operation: Its name in the operator set, such as `Conv`.
  ///   - inputs: What it computes with.
  ///   - attributes: Its settings.
  /// - Returns: What it gives.
  @discardableResult public mutating func add(
    _ operation: String, _ inputs: [ONNXValue], _ attributes: [String: ONNXAttribute] = [:]
  ) -> ONNXValue {
    count += 1
    return add(operation, inputs, attributes, named: "\(operation.lowercased())_\(count)")
  }

  @discardableResult private mutating func add(
    _ operation: String, _ inputs: [ONNXValue], _ attributes: [String: ONNXAttribute] = [:], named name: String
  ) -> ONNXValue {
    var message = ProtocolMessage()
    for input in inputs { message.add(1, input.name) }
    message.add(2, name)
    message.add(3, name)
    message.add(4, operation)
    for (key, attribute) in attributes.sorted(by: { $0.key < $1.key }) { message.add(5, attribute.encoded(key)) }
    nodes.add(1, message)
    return ONNXValue(name: name)
  }

  /// The message `ValueInfoProto`.
  private static func description(_ name: String, _ element: ONNXElement, _ shape: [Dimension]) -> ProtocolMessage {
    var (dimensions, tensor, type, message) = (
      ProtocolMessage(), ProtocolMessage(), ProtocolMessage(), ProtocolMessage()
    )
    for extent in shape {
      var dimension = ProtocolMessage()
      switch extent {
      case .fixed(let value): dimension.add(1, value)
      case .named(let name): dimension.add(2, name)
      }
      dimensions.add(1, dimension)
    }
    tensor.add(1, element.rawValue)
    tensor.add(2, dimensions)
    type.add(1, tensor)
    message.add(1, name)
    message.add(2, type)
    return message
  }

  /// The file: the message `ModelProto`, with free text by key.
  public func file(metadata: [String: String] = [:]) -> Data {
    var graph = ProtocolMessage()
    graph.add(2, name)
    var body = nodes.bytes
    for part in [graph, constants, inputs, outputs] { body.append(contentsOf: part.bytes) }
    var operators = ProtocolMessage()
    operators.add(1, "")
    operators.add(2, Self.operatorSet)
    var model = ProtocolMessage()
    model.add(1, Self.representation)
    model.add(2, "barlow")
    model.add(7, body)
    model.add(8, operators)
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      var entry = ProtocolMessage()
      entry.add(1, key)
      entry.add(2, value)
      model.add(14, entry)
    }
    return Data(model.bytes)
  }
}
