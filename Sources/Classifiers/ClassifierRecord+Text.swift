import Formatting

extension ClassifierRecord: CustomStringConvertible {
  /// A few lines: what was learned from, and how well it does on images that were held out.
  public var description: String {
    var lines = [
      "\(classes.count) classes by \(method.rawValue) on \(images) images"
        + (l2.map { ", l2 \(NumberText.plain($0)) by \(selection ?? "")" } ?? "")
    ]
    if let uncalibrated, let calibrated {
      let interval = uncalibrated.interval
      lines.append(
        "held out (\(heldOut), \(uncalibrated.images) images): accuracy \(NumberText.percent(uncalibrated.top1)) "
          + "(95 %: \(NumberText.percent(interval.lowerBound)) to \(NumberText.percent(interval.upperBound)))")
      lines.append(
        "expected calibration error \(NumberText.percent(uncalibrated.expectedCalibrationError)), "
          + "\(NumberText.percent(calibrated.expectedCalibrationError)) with a temperature of \(NumberText.plain(temperature, digits: 3))"
      )
    }
    if let threshold {
      lines.append(
        "unlike all that it knows (\(knownImages) images): farther than \(NumberText.plain(threshold, digits: 3)), as 1 % of images of known classes are"
      )
    }
    return lines.joined(separator: "\n")
  }
}
