// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "OwnObjectiveAndBackbone",
  platforms: [.macOS(.v15)],
  dependencies: [
    // The name is that of no folder, so that the checkout may have any.
    .package(name: "barlow-twins", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "OwnObjectiveAndBackbone",
      dependencies: [
        .product(name: "BarlowTwins", package: "barlow-twins"),
        .product(name: "Datasets", package: "barlow-twins"),
        .product(name: "Encoders", package: "barlow-twins"),
        .product(name: "NN", package: "barlow-twins"),
        .product(name: "Torch", package: "barlow-twins"),
        .product(name: "Training", package: "barlow-twins"),
      ])
  ]
)
