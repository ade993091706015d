/// The type of the numbers of a tensor in ONNX, by its number in `TensorProto.DataType`.
public enum ONNXElement: Int, Sendable {
  case float32 = 1
  case uint8 = 2
  case int64 = 7
}
