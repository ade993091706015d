import Foundation
import Testing
import Torch

@testable import BarlowTwins

/// Distances on the unit sphere that can be told without a computer.
@Suite struct UnitSphereTests {
  @Test func distancesOfAxesAreKnown() throws {
    let axes = try Tensor.from([3, 0, 0, 5] as [Double], shape: [2, 2])
    #expect(try abs(UnitSphere.alignment(axes, axes.flip(0)) - 2) < 1e-12)
    #expect(try abs(UnitSphere.alignment(axes, -axes) - 4) < 1e-12)
    #expect(try abs(UnitSphere.uniformity(axes) + 4) < 1e-12)
    // ‖E u‖² = 1/2.
    #expect(try abs(UnitSphere.spread(axes) - 0.5.squareRoot()) < 1e-12)
    // Views of an image lie at 0, of different images at 2; turned around it is the other way.
    #expect(try abs(UnitSphere.agreement(axes, axes) - 1) < 1e-12)
    #expect(try UnitSphere.agreement(axes, axes.flip(0)) == 0)
    // A third of the squared distance of different images.
    let angle = acos(1 - 1.0 / 3)
    let turned = try Tensor.from([cos(angle), sin(angle), -sin(angle), cos(angle)], shape: [2, 2])
    let apart = (2 - 2 * sin(angle) + 2 + 2 * sin(angle)) / 2
    #expect(try abs(UnitSphere.agreement(axes, turned) - (1 - (2.0 / 3) / apart)) < 1e-12)
  }

  /// More rows than a block has.
  @Test func manyRowsAreOneSet() throws {
    let rows = try Tensor.normal([1500, 3], seed: 1, dtype: .float64)
    let unit = try rows / rows.norm([1], keep: true)
    let squares = try (unit.unsqueeze(1) - unit.unsqueeze(0)).square().sum([2])
    let potentials = try (squares * -2.0).exp().sum().item() - 1500
    #expect(try abs(UnitSphere.uniformity(rows) - log(potentials / (1500 * 1499))) < 1e-9)
  }
}
