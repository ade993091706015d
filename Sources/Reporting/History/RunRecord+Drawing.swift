import Runs

extension RunRecord {
  /// The floor of the loss where a line for it says something; nil where it is not known, or 0.
  ///
  /// Losses that cannot fall below 0 are often drawn on a logarithmic axis, which has no 0.
  var drawnFloor: Double? { configuration.floor == 0 ? nil : configuration.floor }
}
