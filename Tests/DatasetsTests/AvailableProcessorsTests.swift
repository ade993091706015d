import Files
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct AvailableProcessorsTests {
  @Test func theShareOfAControlGroupIsALimit() throws {
    let root = try TemporaryFolder()
    func quota(_ group: String) -> Int? {
      AvailableProcessors.quota(of: ControlGroup.groups(of: "cpu", membership: group, root: root.path))
    }
    try root.write(Array("150000 100000\n".utf8), to: "a/cpu.max")
    try root.write(Array("max 100000\n".utf8), to: "a/b/cpu.max")
    #expect(quota("0::/a\n") == 2 && quota("0::/a/b\n") == 2 && quota("0::/c\n") == nil && quota("0::/\n") == nil)
    try root.write(Array("50000 100000\n".utf8), to: "a/b/cpu.max")
    #expect(quota("0::/a/b\n") == 1)
    // The first version: a negative quota is none.
    try root.write(Array("400000\n".utf8), to: "cpu/x/cpu.cfs_quota_us")
    try root.write(Array("100000\n".utf8), to: "cpu/x/cpu.cfs_period_us")
    #expect(quota("4:cpu,cpuacct:/x\n3:memory:/x\n") == 4)
    try root.write(Array("-1\n".utf8), to: "cpu/x/cpu.cfs_quota_us")
    #expect(quota("4:cpu,cpuacct:/x\n") == nil && quota("nonsense") == nil)
    #expect(AvailableProcessors.note(threads: 2, processors: 2) == nil)
    #expect(AvailableProcessors.note(threads: 64, processors: 1)?.hasPrefix("64 threads on 1 processor wait") == true)
    #expect((1...ProcessInfo.processInfo.activeProcessorCount).contains(AvailableProcessors.count))
  }
}
