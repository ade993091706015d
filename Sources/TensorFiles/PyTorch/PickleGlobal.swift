/// What a pickle may name of Python: makers of plain data and of tensors, none of which is ever run.
///
/// Python looks such names up and calls them, which is how a pickle runs code. Here each stands for what it makes; any other name
/// ends the reading.
enum PickleGlobal: Equatable {
  /// Makes a tensor of storage, offset, shape and strides.
  case rebuildTensor
  /// The same with a type after what all of them have.
  case rebuildTypedTensor
  /// Wraps a tensor.
  case rebuildParameter
  /// Calls another one of these.
  case rebuildFromType
  /// The class of a storage.
  case storage(PickleScalar)
  /// The type of a tensor.
  case scalar(PickleScalar)
  /// Makes a dictionary, empty or of pairs.
  case dictionary
  /// Makes a list of a list.
  case list
  /// Makes an object whose class is its first argument.
  case reconstruct
  /// A class of objects that are their attributes.
  case attributes(String)
  /// Makes data that nobody here needs.
  case other(String)

  private static let names: [String: PickleGlobal] = [
    "torch._utils _rebuild_tensor": .rebuildTensor, "torch._utils _rebuild_tensor_v2": .rebuildTensor,
    "torch._utils _rebuild_tensor_v3": .rebuildTypedTensor,
    "torch._utils _rebuild_parameter": .rebuildParameter,
    "torch._utils _rebuild_parameter_with_state": .rebuildParameter,
    "torch._tensor _rebuild_from_type_v2": .rebuildFromType, "torch._tensor _rebuild_from_type": .rebuildFromType,
    "torch.nn.parameter Parameter": .other("torch.nn.parameter.Parameter"),
    "torch.nn.parameter Buffer": .other("torch.nn.parameter.Buffer"), "torch Tensor": .other("torch.Tensor"),
    "torch Size": .list, "torch device": .other("torch.device"),
    "collections OrderedDict": .dictionary, "collections defaultdict": .attributes("collections.defaultdict"),
    "collections Counter": .dictionary,
    "builtins set": .list, "builtins frozenset": .list, "builtins list": .list, "builtins tuple": .list,
    "builtins dict": .dictionary, "builtins int": .other("int"), "builtins long": .other("int"),
    "builtins float": .other("float"), "builtins str": .other("str"), "builtins unicode": .other("str"),
    "builtins bool": .other("bool"), "builtins object": .other("object"), "builtins slice": .other("slice"),
    "builtins range": .other("range"), "builtins complex": .other("complex"),
    "_codecs encode": .other("bytes"), "builtins bytearray": .other("bytes"),
    "copyreg _reconstructor": .reconstruct,
    "argparse Namespace": .attributes("argparse.Namespace"),
    "types SimpleNamespace": .attributes("types.SimpleNamespace"),
    "pytorch_lightning.utilities.parsing AttributeDict": .attributes("AttributeDict"),
    "lightning.fabric.utilities.data AttributeDict": .attributes("AttributeDict"),
    "lightning_fabric.utilities.data AttributeDict": .attributes("AttributeDict"),
    "numpy dtype": .other("numpy.dtype"), "numpy ndarray": .other("numpy.ndarray"),
    "numpy.core.multiarray scalar": .other("a number of numpy"),
    "numpy._core.multiarray scalar": .other("a number of numpy"),
    "numpy.core.multiarray _reconstruct": .other("an array of numpy"),
    "numpy._core.multiarray _reconstruct": .other("an array of numpy"),
    "pathlib PosixPath": .other("a path"), "pathlib PurePosixPath": .other("a path"), "pathlib Path": .other("a path"),
    "pathlib._local PosixPath": .other("a path"), "pathlib WindowsPath": .other("a path"),
    "datetime datetime": .other("a date"), "datetime timedelta": .other("a time"),
    "torch torch.memory_format": .other("torch.memory_format"), "torch strided": .other("torch.strided"),
    "torch.serialization _get_layout": .other("torch.layout"),
    "torch._C Generator": .other("torch.Generator"),
  ]

  /// What modules were called when the older protocols of pickles were made.
  private static let modules = ["__builtin__": "builtins", "copy_reg": "copyreg", "exceptions": "builtins"]

  /// What a name of Python stands for.
  ///
  /// - Throws: ``PickleProblem`` that tells a name which is not on the list.
  init(module: String, name: String) throws {
    let module = Self.modules[module] ?? module
    if let known = Self.names["\(module) \(name)"] {
      self = known
    } else if module == "torch" || module == "torch.storage", let scalar = PickleScalar(storage: name) {
      self = .storage(scalar)
    } else if module == "torch", let scalar = PickleScalar(rawValue: name) {
      self = .scalar(scalar)
    } else {
      throw PickleProblem(
        "it needs \(module).\(name) of Python, and nothing in a file is run here; save the state dictionary alone: "
          + "torch.save(model.state_dict(), FILE)", isUnsupported: true)
    }
  }

  /// For what is left as it is.
  var name: String {
    switch self {
    case .other(let name), .attributes(let name): name
    default: "\(self)"
    }
  }
}
