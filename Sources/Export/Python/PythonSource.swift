import NN

/// What differs between networks in a file of Python that describes one: its constants, and the class `Encoder`.
struct PythonSource {
  /// Lines that name its shape.
  let constants: String
  /// The class `Encoder`, and those that it is made of, with the names of parameters that the network has here.
  let network: String

  /// The source of a network; nil for one that nobody has written one for.
  init?(of network: any Backbone) {
    switch network.configuration {
    case let shape as ResNetConfiguration: self.init(of: shape, parameters: network.namedParameters())
    case let shape as VisionTransformerConfiguration: self.init(of: shape)
    case let shape as ConvNeXtConfiguration: self.init(of: shape)
    default: return nil
    }
  }

  init(constants: String, network: String) { (self.constants, self.network) = (constants, network) }
}
