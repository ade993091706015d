import Foundation
import Settings

extension TrainingConfiguration {
  /// The configuration of a run that is in a folder already, with what a person gives to go on with it.
  ///
  /// Everything counts as chosen, so that nothing is chosen anew for another machine or other data.
  ///
  /// - Parameters:
  ///   - record: The record of the run.
  ///   - given: What a person gave, over it.
  /// - Throws: `ConfigurationError` for settings that contradict each other.
  public init(of record: RunRecord, changedBy given: SettingLayer) throws {
    try given.checkLength()
    let recorded = try SettingLayer(json: JSONEncoder().encode(record.configuration), origin: "the record")
    let settings = recorded.overlaid(by: given)
    do {
      self = try JSONDecoder().decode(TrainingConfiguration.self, from: JSONEncoder().encode(settings.values))
    } catch DecodingError.keyNotFound(let key, _) {
      throw ConfigurationError("the run says nothing about \(key.stringValue); give \(setting: key.stringValue)")
    }
  }
}
