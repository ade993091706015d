import ProtocolBuffers

/// A setting of a node of an ONNX graph.
public enum ONNXAttribute: Equatable, Sendable {
  case integer(Int)
  case integers([Int])
  case number(Float)
  case text(String)

  /// The message `AttributeProto` of onnx.proto.
  func encoded(_ name: String) -> ProtocolMessage {
    var message = ProtocolMessage()
    message.add(1, name)
    switch self {
    case .number(let value):
      message.add(2, value)
      message.add(20, 1)
    case .integer(let value):
      message.add(3, value)
      message.add(20, 2)
    case .text(let value):
      message.add(4, value)
      message.add(20, 3)
    case .integers(let values):
      for value in values { message.add(8, value) }
      message.add(20, 7)
    }
    return message
  }
}
