import Testing

@testable import Torch

@Suite struct RuntimeTests {
  @Test func loadedLibraryIsTheOneBuiltFor() throws {
    #expect(!Runtime.headerVersion.isEmpty)
    try Runtime.requireMatchingVersion()
  }

  #if os(Linux)
    @Test(arguments: [1, 2, 3]) func kernelsOfOurOwnRunOnAsManyThreadsAsLibtorchs(count: Int) throws {
      #expect(try Runtime.withThreadCount(count) { try Runtime.ownKernelThreadCount() } == count)
      let team = try ThreadTeam(2, sharing: 2 * count)
      #expect(try team.map(2) { _ in try Runtime.ownKernelThreadCount() } == [count, count])
    }
  #endif

  @Test func absentDevicesAreErrorsNotFallbacks() throws {
    #expect(try Device.cpu.requireAvailable() == .cpu)
    let error = try #require(throws: TorchError.self) { try Device.cuda(99).requireAvailable() }
    #expect(error.kind == .unavailable)
  }

  @Test func processesOfAMachineTakeADeviceEach() {
    #expect((0..<3).map { Device.cuda(0).ofProcess($0, devices: 8) } == [.cuda(0), .cuda(1), .cuda(2)])
    #expect((0..<2).map { Device.cuda(4).ofProcess($0, devices: 8) } == [.cuda(4), .cuda(5)])
    // A launcher that shows each process its own device.
    #expect((0..<3).map { Device.cuda(0).ofProcess($0, devices: 1) } == [.cuda(0), .cuda(0), .cuda(0)])
    #expect((0..<3).map { Device.cpu.ofProcess($0, devices: 0) } == [.cpu, .cpu, .cpu])
  }

  @Test func deviceNamesAreRead() throws {
    #expect(try Device(parsing: "cpu") == .cpu)
    #expect(try Device(parsing: "cuda") == .cuda(0))
    #expect(try Device(parsing: "cuda:3") == .cuda(3))
    #expect(throws: DeviceNameError.self) { try Device(parsing: "cuda:-1") }
    let error = #expect(throws: DeviceNameError.self) { try Device(parsing: "gpu") }
    #expect(error?.description == "\"gpu\" names no device; names are cpu, cuda and cuda:N")
  }
}
