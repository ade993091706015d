import TestSupport
import Testing
import Torch

@testable import NN

/// A backbone of timm's, and images to send through it.
struct BackboneCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let configuration: any BackboneConfiguration
  let side: Int

  init(_ configuration: VisionTransformerConfiguration, side: Int) {
    testDescription =
      "\(configuration.summary) for \(configuration.positionSize) on \(side) pixels, \(configuration.inputChannels) channels"
    self.configuration = configuration
    self.side = side
  }

  init(_ configuration: ConvNeXtConfiguration, side: Int = 64) {
    testDescription = "\(configuration.summary) on \(side) pixels, \(configuration.inputChannels) channels"
    self.configuration = configuration
    self.side = side
  }

  /// What `timm_networks.py` makes the same network of.
  var description: [String: ReferenceArray] {
    var result = [
      "model.\(configuration.name)": ReferenceArray(1), "channels": ReferenceArray(Double(configuration.inputChannels)),
    ]
    if let transformer = configuration as? VisionTransformerConfiguration {
      result["patch"] = ReferenceArray(Double(transformer.patchSize))
      result["position"] = ReferenceArray(Double(transformer.positionSize))
      result["dropPath"] = ReferenceArray(transformer.dropPath)
      result["layerScale"] = ReferenceArray(transformer.layerScale)
      result["registers"] = ReferenceArray(Double(transformer.registers))
      result["classPosition"] = ReferenceArray(transformer.positions == .all ? 1 : 0)
    }
    if let convolutional = configuration as? ConvNeXtConfiguration {
      result["width"] = ReferenceArray(Double(convolutional.width))
      result["dropPath"] = ReferenceArray(convolutional.dropPath)
    }
    return result
  }

  /// The branches that are left out at random, by number, with their rates.
  var rates: [Int: Double] {
    let (last, perBlock, blocks) =
      if let transformer = configuration as? VisionTransformerConfiguration {
        (transformer.dropPath, 2, transformer.variant.blockCount)
      } else if let convolutional = configuration as? ConvNeXtConfiguration {
        (convolutional.dropPath, 1, convolutional.variant.blockCounts.reduce(0, +))
      } else {
        (0, 1, 0)
      }
    var result: [Int: Double] = [:]
    for block in 0..<blocks where DropPath.rate(ofBlock: block, of: blocks, last: last) > 0 {
      for branch in 0..<perBlock {
        result[perBlock * block + branch] = DropPath.rate(ofBlock: block, of: blocks, last: last)
      }
    }
    return result
  }
}
