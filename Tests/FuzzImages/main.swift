import Augmentation
import Foundation
import Images
import TestSupport

// Decodes mutated files for a while, in the ways that training and evaluation do. Meant to be built with a sanitizer,
// which ends the process at the first bad access; so does an input that takes longer than 20 s. It is then in the file
// LAST.
//
//   FuzzImages SECONDS SEED LAST FOLDER…

let words = Array(CommandLine.arguments.dropFirst())
guard words.count >= 4, let seconds = Double(words[0]), let seed = UInt64(words[1]) else {
  FileHandle.standardError.write(Data("usage: FuzzImages SECONDS SEED LAST FOLDER…\n".utf8))
  exit(64)
}
let last = URL(filePath: words[2])
let files = try words.dropFirst(3).flatMap { folder in
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { URL(filePath: folder).appending(path: $0) }
}
.filter { ["jpg", "png", "webp", "bmp", "tif", "gif", "heic", "avif"].contains($0.pathExtension) }
.map { [UInt8](try Data(contentsOf: $0)) }
guard !files.isEmpty else {
  FileHandle.standardError.write(Data("the folders hold no jpg, png, webp, bmp, tif, gif, heic or avif files\n".utf8))
  exit(66)
}

var recipe = TwoViewRecipe.official(imageSize: 24)
recipe.viewB.rotation = Rotation(probability: 0.5, degrees: 180, interpolation: .bicubic)
recipe.viewB.erasing = RandomErasing(probability: 0.5)
recipe.valueRange = ValueRange(low: 100, high: 5000) ?? .full
let limits = DecodingLimits(maximumPixels: 1 << 18)
let tolerantLimits = DecodingLimits(maximumPixels: 1 << 18, toleratesDamage: true)
let strict = ImageDecoder(limits: limits)
let tolerant = ImageDecoder(limits: tolerantLimits)
let views = try ViewRenderer(recipe: recipe, channels: 3, limits: tolerantLimits)
let evaluation = try EvaluationRenderer(
  imageSize: 24, resizeTo: 28, normalization: .fashionMNIST, channels: 1, limits: limits)

var mutator = FileMutator(seed: seed)
let start = ContinuousClock.now
let end = start + .seconds(seconds)
var nextReport = start + .seconds(30)
var (inputs, images) = (0, 0)
print("\(files.count) files to start from")
while ContinuousClock.now < end {
  if ContinuousClock.now >= nextReport {
    print("\((ContinuousClock.now - start).components.seconds) s: \(inputs) inputs, \(images) gave an image")
    fflush(nil)
    nextReport += .seconds(30)
  }
  let bytes = mutator.mutate(files[mutator.next(files.count)], other: files[mutator.next(files.count)])
  try Data(bytes).write(to: last)
  alarm(20)
  do {
    switch inputs % 5 {
    case 0: _ = try strict.decode(bytes, channels: 3)
    case 1: _ = try tolerant.decode(bytes, channels: 1)
    case 2: _ = try strict.facts(of: bytes)
    case 3: _ = try views.preview(.encoded(bytes), seed: seed, epoch: 0, index: inputs)
    default: _ = try evaluation.preview(.encoded(bytes))
    }
    images += 1
  } catch is ImageError {}
  inputs += 1
}
alarm(0)
try FileManager.default.removeItem(at: last)
print("\(inputs) inputs, of which \(images) gave an image, \(inputs - images) an error; seed \(seed)")
