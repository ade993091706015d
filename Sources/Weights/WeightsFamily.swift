/// Whose file of weights it is, as its names tell.
struct WeightsFamily {
  /// For people.
  let name: String

  init(_ network: NetworkInFile, remarks: Set<String>, isOwn: Bool) {
    name = isOwn ? "written by barlow" : Self.name(network, remarks)
  }

  private static func name(_ network: NetworkInFile, _ remarks: Set<String>) -> String {
    let (prefix, shapes) = (network.backbone.prefix, network.group.shapes)
    let place =
      network.place.isEmpty
      ? "" : " at \(network.place.hasSuffix(".") ? String(network.place.dropLast()) : network.place)"
    if let scheme = network.backbone.scheme { return "named by \(scheme)\(place)" }
    if prefix == "module.backbone.", shapes["module.bn.running_mean"] != nil {
      return "a checkpoint of the published Barlow Twins code\(place)"
    }
    if prefix.contains("_feature_blocks.") { return "of VISSL\(place)" }
    if prefix.contains("encoder_q.") || prefix.contains("base_encoder.") { return "of MoCo\(place)" }
    if ["teacher", "student"].contains(where: network.place.contains) {
      return "of a student and its teacher, as DINO's\(place)"
    }
    if remarks.contains("pytorch-lightning_version") { return "a checkpoint of Lightning\(place)" }
    if remarks.contains("meta"), remarks.contains("state_dict") { return "of OpenMMLab\(place)" }
    return "torchvision's or timm's names\(place)"
  }
}
