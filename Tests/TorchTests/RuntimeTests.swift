import Testing

@testable import Torch

@Suite struct RuntimeTests {
  @Test func loadedLibraryIsTheOneBuiltFor() throws {
    #expect(!Runtime.headerVersion.isEmpty)
    try Runtime.requireMatchingVersion()
  }

  @Test func absentDevicesAreErrorsNotFallbacks() throws {
    #expect(try Device.cpu.requireAvailable() == .cpu)
    let error = try #require(throws: TorchError.self) { try Device.cuda(99).requireAvailable() }
    #expect(error.kind == .unavailable)
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
