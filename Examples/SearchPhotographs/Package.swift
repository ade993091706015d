// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "SearchPhotographs",
  platforms: [.macOS(.v15)],
  dependencies: [
    // The name is that of no folder, so that the checkout may have any.
    .package(name: "barlow-twins", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "SearchPhotographs",
      dependencies: [
        .product(name: "Datasets", package: "barlow-twins"),
        .product(name: "Encoders", package: "barlow-twins"),
        .product(name: "Evaluation", package: "barlow-twins"),
      ])
  ]
)
