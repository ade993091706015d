import Augmentation

extension Precision {
  /// The number format in which views come from the loader: autocast would round them to bfloat16 anyway.
  public var viewElement: ViewElement { self == .bf16 ? .bfloat16 : .float32 }
}
