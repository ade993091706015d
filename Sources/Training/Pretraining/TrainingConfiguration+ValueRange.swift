import Datasets
import Images
import Runs

extension TrainingConfiguration {
  /// How many images are looked at for the range of the data's values.
  private static let measuredImages = 1000

  /// The configuration with numbers in place of the value range `data`, and why.
  ///
  /// - Throws: `DatasetError` when memory or file handles run out.
  func measuringValues(of images: any ImageDataset) throws -> (configuration: TrainingConfiguration, reasons: [String])
  {
    guard views.valueRange == .data else { return (self, []) }
    let survey = try ImageSurvey(of: images, most: Self.measuredImages)
    var result = self
    guard let range = survey.valueRange else {
      result.views.valueRange = .full
      return (result, ["valueRange full: none of \(survey.lookedAt) images has values of more than 8 bits"])
    }
    result.views.valueRange = range
    let reason = "valueRange \(range): the smallest and largest value of \(survey.lookedAt) images"
    return (result, [reason])
  }
}
