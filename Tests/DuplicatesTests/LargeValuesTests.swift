import CFeatureKernels
import Testing

/// The search for the few large ones of many values.
@Suite struct LargeValuesTests {
  @Test(arguments: [0, 1, 16, 63, 64, 65, 200, 511]) func everyLargeValueIsFoundInOrder(count: Int) {
    for large in [0, 1, 3, count] {
      var values = (0..<count).map { Float($0 % 9) / 10 }
      for number in 0..<large where count > 0 { values[number * 37 % count] = 0.95 }
      if count > 2 { values[count / 2] = .nan }
      let expected = values.indices.filter { values[$0] > 0.9 }
      var found: [Int] = []
      var place = cfk_next_above(values, 0, count, 0.9)
      while place < count {
        found.append(place)
        place = cfk_next_above(values, place + 1, count, 0.9)
      }
      #expect(found == expected)
    }
  }
}
