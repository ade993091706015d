/// The operations of a view, in the order of application.
enum ViewOperation {
  case cropResize, rightAngle, rotation, threeAugment, colorJitter, grayscale, blur, solarize, erasing

  /// What comes after what.
  static let order: [ViewOperation] = [
    .cropResize, .rightAngle, .rotation, .threeAugment, .colorJitter, .grayscale, .blur, .solarize, .erasing,
  ]
}
