// swift-tools-version: 6.2
import Foundation
import PackageDescription

// MARK: - libtorch

/// The folder that holds libtorch's `include` and `lib`: `$LIBTORCH`, or the link that `make setup` creates.
let libtorch: String = {
  if let path = Context.environment["LIBTORCH"], !path.isEmpty { return path }
  return Context.packageDirectory + "/.libtorch"
}()

/// One line that says what is wrong with the copy of libtorch in `folder`, and the remedy; nil when it is usable.
func libtorchProblem(at folder: String) -> String? {
  let remedy =
    Context.environment["LIBTORCH"] == nil
    ? "run `make setup` first, or point LIBTORCH at a libtorch 2.11 to 2.13"
    : "point LIBTORCH at a libtorch 2.11 to 2.13, or unset it and run `make setup`"
  guard FileManager.default.fileExists(atPath: folder + "/include/torch/csrc/api/include/torch/torch.h") else {
    return "libtorch is missing: there are no headers in \(folder); \(remedy)"
  }
  let header = folder + "/include/torch/headeronly/version.h"
  guard let text = try? String(contentsOfFile: header, encoding: .utf8) else {
    return "libtorch in \(folder) is too old: it has no include/torch/headeronly/version.h; \(remedy)"
  }
  func number(_ name: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix("#define \(name) ") }?
      .split(separator: " ").last.flatMap { Int($0) }
  }
  guard let major = number("TORCH_VERSION_MAJOR"), let minor = number("TORCH_VERSION_MINOR") else {
    return "libtorch in \(folder) does not tell its version; \(remedy)"
  }
  guard major == 2, (11...13).contains(minor) else {
    return "libtorch in \(folder) is version \(major).\(minor), but 2.11 to 2.13 is needed; \(remedy)"
  }
  return nil
}

/// Where a linked program looks for libtorch: in the folder that it is built with, or where `Scripts/install.sh` says that it will
/// lie, as the linker spells it.
let librarySearchPath: String = {
  if let path = Context.environment["BARLOW_RPATH"], !path.isEmpty { return path }
  return libtorch + "/lib"
}()

/// The binding to libtorch.
///
/// Without a usable one it is one file that does not compile and says why; what needs no libtorch can be built all the same.
func bindingToLibtorch() -> Target {
  let explanation = "LibtorchProblem.cpp"
  if let problem = libtorchProblem(at: libtorch) {
    return .target(
      name: "CTorch", sources: [explanation],
      cxxSettings: [.define("CTORCH_LIBTORCH_PROBLEM", to: problem.debugDescription)])
  }
  return .target(
    name: "CTorch", dependencies: ["CMultiversioning"], exclude: [explanation],
    cxxSettings: [
      // c10d's header of Gloo, and what it wants of Gloo's own headers, which the wheel does not ship.
      .define("USE_C10D_GLOO"), .headerSearchPath("Gloo"),
      .unsafeFlags(["-isystem", "\(libtorch)/include", "-isystem", "\(libtorch)/include/torch/csrc/api/include"]),
      // Inner loops over elements, for tests too.
      .unsafeFlags(["-O3"]),
    ],
    linkerSettings: [
      .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", librarySearchPath]),
      .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
    ])
}

// MARK: - Targets: each imports only what stands above it

let package = Package(
  name: "BarlowTwins",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Torch", targets: ["Torch"]),
    .library(name: "NN", targets: ["NN", "Settings"]),
    .library(name: "BarlowTwins", targets: ["BarlowTwins"]),
    .library(name: "Training", targets: ["Training", "Distributed", "Runs", "Settings"]),
    .library(name: "Encoders", targets: ["Encoders", "Images", "Runs"]),
    .library(name: "Evaluation", targets: ["Evaluation", "Encoders", "TensorFiles", "Weights", "Formatting"]),
    .library(name: "Classifiers", targets: ["Classifiers", "Evaluation", "Encoders"]),
    .library(name: "Clustering", targets: ["Clustering", "Selection", "Formatting"]),
    .library(name: "Galleries", targets: ["Galleries", "Clustering", "Selection", "Datasets", "Formatting"]),
    .library(name: "Duplicates", targets: ["Duplicates", "Datasets", "Formatting", "Images"]),
    .library(name: "Export", targets: ["Export", "ONNX"]),
    // These two need no libtorch.
    .library(name: "Augmentation", targets: ["Augmentation", "Images"]),
    .library(name: "Datasets", targets: ["Datasets", "Images"]),
    .executable(name: "barlow", targets: ["barlow"]),
  ],
  targets: [
    .target(name: "CMultiversioning"),
    bindingToLibtorch(),
    .target(name: "Torch", dependencies: ["CTorch"]),
    // macOS has CommonCrypto instead.
    .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto", .when(platforms: [.linux]))]),
    .target(name: "Files", dependencies: ["CCrypto"]),
    .target(name: "CStartup"),
    .target(name: "CZip", linkerSettings: [.linkedLibrary("zip")]),
    .target(name: "Parquet"),
    .target(name: "TensorFiles", dependencies: ["CZip", "Files", "Parquet", "Torch"]),
    .target(name: "Formatting"),
    .target(name: "Randomness"),
    .target(name: "Settings"),
    .target(name: "NN", dependencies: ["Randomness", "Settings", "Torch"]),
    .target(name: "Weights", dependencies: ["Files", "NN", "Settings", "TensorFiles", "Torch"]),
    .target(name: "Distributed", dependencies: ["NN", "Torch"]),
    .target(
      name: "BarlowTwins", dependencies: ["Distributed", "Formatting", "NN", "Randomness", "Settings", "Torch"]),

    .target(
      name: "CImageCodecs",
      linkerSettings: ["jpeg", "png", "webp", "tiff", "gif", "heif", "z"].map { .linkedLibrary($0) }),
    // Inner loops over pixels; without fused multiply-adds, so that every processor gives the same bytes.
    .target(
      name: "CImageKernels", dependencies: ["CMultiversioning"],
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off"])]),
    .target(name: "Images", dependencies: ["CImageCodecs", "CImageKernels"]),
    .target(name: "Augmentation", dependencies: ["CImageKernels", "Images", "Randomness"]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Datasets", dependencies: ["Augmentation", "CZlib", "Files", "Images", "Randomness"]),

    .target(
      name: "Runs",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Files", "Formatting", "Images", "NN", "Settings", "Torch",
        "Weights",
      ],
      resources: ["small", "cifar", "cifar-short", "folder", "folder-large", "imagenet", "vit"].map {
        .embedInCode("Recipes/\($0).json")
      }),
    .target(
      name: "Encoders",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Distributed", "Files", "Formatting", "Images", "NN", "Runs",
        "TensorFiles",
        "Torch",
        "Weights",
      ]),
    // Inner loops over features; without fused multiply-adds, so that every processor gives the same numbers.
    .target(
      name: "CFeatureKernels", dependencies: ["CMultiversioning"],
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off"])]),
    .target(
      name: "Clustering", dependencies: ["CFeatureKernels", "Files", "Formatting", "Randomness", "Torch"]),
    .target(name: "ProtocolBuffers"),
    .target(name: "ONNX", dependencies: ["ProtocolBuffers"]),
    .target(
      name: "Training",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Distributed", "Encoders", "Files", "Formatting", "Images", "NN",
        "Runs",
        "Settings",
        "TensorFiles",
        "Torch",
      ]),
    .target(
      name: "Evaluation",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Distributed", "Encoders", "Files", "Formatting", "Images", "NN",
        "Runs",
        "Settings",
        "TensorFiles", "Torch", "Training",
      ]),
    .target(
      name: "Classifiers",
      dependencies: [
        "Augmentation", "Datasets", "Encoders", "Evaluation", "Files", "Formatting", "Images", "NN", "Runs",
        "TensorFiles", "Torch", "Weights",
      ]),
    .target(
      name: "Selection",
      dependencies: ["CFeatureKernels", "Clustering", "Evaluation", "Formatting", "Randomness", "Torch"]),
    .target(
      name: "Export",
      dependencies: [
        "BarlowTwins", "Classifiers", "Encoders", "Files", "NN", "ONNX", "Runs", "TensorFiles", "Torch", "Training",
        "Weights",
      ]),
    .target(
      name: "Duplicates",
      dependencies: [
        "CFeatureKernels", "Clustering", "Datasets", "Evaluation", "Files", "Formatting", "Images", "Runs", "Torch",
      ]),
    .target(
      name: "Experiments",
      dependencies: ["BarlowTwins", "Datasets", "Encoders", "Evaluation", "Runs", "Settings", "Torch", "Training"]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"]), .brew(["freetype"])]),
    .systemLibrary(
      name: "CFontconfig", pkgConfig: "fontconfig", providers: [.apt(["libfontconfig-dev"]), .brew(["fontconfig"])]),
    .target(name: "CTypeface", dependencies: ["CFontconfig", "CFreeType"]),
    .target(
      name: "Reporting",
      dependencies: [
        "Augmentation", "BarlowTwins", "CTypeface", "Evaluation", "Files", "Formatting", "Images", "ProtocolBuffers",
        "Runs", "Settings",
      ],
      resources: [.embedInCode("Page/page.css"), .embedInCode("Page/page.js")]),
    .target(
      name: "Galleries",
      dependencies: [
        "Augmentation", "CFeatureKernels", "Clustering", "Datasets", "Evaluation", "Files", "Formatting", "Images",
        "Randomness", "Reporting", "Selection", "Torch",
      ],
      resources: ["gallery.css", "sheets.js", "map.js", "gallery.js"].map { .embedInCode("Page/\($0)") }),
    .executableTarget(
      name: "barlow",
      dependencies: [
        "Augmentation", "BarlowTwins", "Classifiers", "Clustering", "CStartup", "Datasets", "Distributed", "Duplicates",
        "Encoders", "Evaluation", "Experiments", "Export", "Files", "Formatting", "Galleries", "Images", "NN",
        "Reporting",
        "Runs", "Selection", "Settings", "TensorFiles", "Torch", "Training", "Weights",
      ]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .target(name: "TestTraits", path: "Tests/TestTraits"),
    .target(
      name: "FeatureTestSupport",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Encoders", "Evaluation", "Formatting", "Images", "Runs",
        "TestSupport", "Torch",
      ],
      path: "Tests/FeatureTestSupport"),
    .target(name: "TensorTestSupport", dependencies: ["TestSupport", "Torch"], path: "Tests/TensorTestSupport"),
    .testTarget(name: "TorchTests", dependencies: ["TensorTestSupport", "TestSupport", "Torch"]),
    .testTarget(
      name: "WeightsTests", dependencies: ["Files", "NN", "TensorTestSupport", "TestSupport", "Torch", "Weights"]),
    .testTarget(
      name: "ExportTests",
      dependencies: [
        "BarlowTwins", "Classifiers", "Datasets", "Encoders", "Export", "NN", "Runs", "TensorFiles",
        "TensorTestSupport",
        "TestSupport",
        "Torch", "Weights",
      ]),
    .testTarget(name: "ClusteringTests", dependencies: ["Clustering", "TestSupport"]),
    .testTarget(
      name: "SelectionTests", dependencies: ["Clustering", "Selection", "TestSupport", "Torch"]),
    .testTarget(name: "ProtocolBuffersTests", dependencies: ["ProtocolBuffers"]),
    .testTarget(name: "ParquetTests", dependencies: ["Parquet", "TestSupport"]),
    .testTarget(name: "FormattingTests", dependencies: ["Formatting"]),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(
      name: "TensorFilesTests", dependencies: ["Files", "TensorFiles", "TensorTestSupport", "TestSupport", "Torch"]),
    .testTarget(
      name: "NNTests", dependencies: ["Files", "NN", "TensorFiles", "TensorTestSupport", "TestSupport", "Torch"]),
    .testTarget(name: "DistributedTests", dependencies: ["Distributed", "NN", "Torch"]),
    .testTarget(
      name: "BarlowTwinsTests",
      dependencies: ["BarlowTwins", "NN", "Settings", "TensorFiles", "TensorTestSupport", "TestSupport", "Torch"]),
    .testTarget(name: "ImagesTests", dependencies: ["Images", "TestSupport"], exclude: ["Corpus"]),
    .executableTarget(
      name: "FuzzImages", dependencies: ["Augmentation", "Images", "TestSupport"], path: "Tests/FuzzImages"),
    .executableTarget(
      name: "FuzzFiles", dependencies: ["Datasets", "TensorFiles", "TestSupport", "Weights"], path: "Tests/FuzzFiles",
      exclude: ["Corpus"]),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .testTarget(name: "AugmentationTests", dependencies: ["Augmentation", "CAllocations", "Images", "TestSupport"]),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Augmentation", "Datasets", "Files", "Images", "Randomness", "TestSupport", "TestTraits"]),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Files", "NN", "Runs", "Settings", "TestSupport", "Torch",
      ]),
    .testTarget(
      name: "EncodersTests",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Encoders", "Evaluation", "FeatureTestSupport", "Files", "Images",
        "NN", "Runs", "Settings", "TensorFiles", "TensorTestSupport", "TestSupport", "Torch",
      ]),
    .testTarget(
      name: "TrainingTests",
      dependencies: [
        "BarlowTwins", "Datasets", "Encoders", "Files", "Images", "NN", "Runs", "Settings", "TensorFiles",
        "TestSupport", "Torch",
        "Training",
      ]),
    .testTarget(
      name: "ClassifiersTests",
      dependencies: [
        "BarlowTwins", "Classifiers", "Datasets", "Encoders", "Evaluation", "FeatureTestSupport", "Files", "NN", "Runs",
        "TensorFiles", "TensorTestSupport", "TestSupport", "Torch", "Weights",
      ]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "Augmentation", "BarlowTwins", "Datasets", "Encoders", "Evaluation", "FeatureTestSupport", "Formatting",
        "Images", "NN", "Randomness", "Runs", "Settings", "TensorFiles", "TensorTestSupport", "TestSupport", "Torch",
        "Training",
      ]),
    .testTarget(
      name: "DuplicatesTests", dependencies: ["Datasets", "Duplicates", "Images", "Randomness", "TestSupport", "Torch"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "BarlowTwins", "Datasets", "Evaluation", "Experiments", "FeatureTestSupport", "Runs", "TestSupport", "Torch",
        "Training",
      ]),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "Augmentation", "BarlowTwins", "Evaluation", "FeatureTestSupport", "Files", "Formatting", "Images", "NN",
        "Reporting", "Runs", "TestSupport", "Torch",
      ]),
    .testTarget(
      name: "GalleriesTests",
      dependencies: [
        "Clustering", "Datasets", "Evaluation", "FeatureTestSupport", "Formatting", "Galleries", "Images",
        "TestSupport",
      ]),
    .testTarget(
      name: "barlowTests",
      dependencies: [
        "Augmentation", "barlow", "BarlowTwins", "Datasets", "Encoders", "Evaluation", "Files", "Images", "NN",
        "Reporting", "Runs", "Settings", "TensorFiles", "TestSupport", "TestTraits", "Torch",
      ]),
    .testTarget(
      name: "PackageTests", dependencies: ["Augmentation", "BarlowTwins", "TestSupport", "TestTraits", "Torch"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)

// Warnings are errors where that is asked for, as this package's scripts do: whoever depends on it may have a compiler that
// warns of more. In a target of Swift, C settings would leave half a flag to a dependant.
if Context.environment["BARLOW_WARNINGS_AS_ERRORS"] == "1" {
  for target in package.targets where target.type != .system {
    if target.name.hasPrefix("C") {
      target.cSettings = (target.cSettings ?? []) + [.treatAllWarnings(as: .error)]
      target.cxxSettings = (target.cxxSettings ?? []) + [.treatAllWarnings(as: .error)]
    } else {
      target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
    }
  }
}
