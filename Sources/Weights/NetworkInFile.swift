import NN

/// A network that was recognized in a dictionary of tensors by names and shapes.
struct NetworkInFile {
  /// The dictionary.
  let group: WeightsGroup
  /// The shape of the network, and what its own names are called there.
  let backbone: BackboneInKeys
  /// How little it looks like the network that is meant, where a file holds several: 0 for one without a doubt.
  let rank: Int

  init(_ group: WeightsGroup, _ backbone: BackboneInKeys) {
    (self.group, self.backbone) = (group, backbone)
    rank = Self.rank(of: (group.place + [backbone.prefix]).joined(separator: "."))
  }

  /// The projector beside it; nil if there is none of the kind that is trained here.
  var projector: ProjectorInKeys? {
    ProjectorInKeys(beside: backbone.prefix, in: group.shapes, inputs: backbone.configuration.featureCount)
  }

  /// Where it stands, for people.
  var place: String { (group.place + [backbone.prefix]).filter { !$0.isEmpty }.joined(separator: ".") }

  /// Networks that follow another one slowly stand beside it; of a student and its teacher, the teacher is what is published (arXiv
  /// 2104.14294, section 3).
  private static func rank(of place: String) -> Int {
    let words = place.lowercased()
    if ["momentum", "encoder_k", "target", "_m.", "ema"].contains(where: words.contains) { return 2 }
    if words.contains("student") { return 1 }
    return 0
  }
}
