// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "PretrainFolder",
  platforms: [.macOS(.v15)],
  dependencies: [
    // The name is that of no folder, so that the checkout may have any.
    .package(name: "barlow-twins", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "PretrainFolder",
      dependencies: [
        .product(name: "Datasets", package: "barlow-twins"),
        .product(name: "Encoders", package: "barlow-twins"),
        .product(name: "Evaluation", package: "barlow-twins"),
        .product(name: "Training", package: "barlow-twins"),
      ])
  ]
)
