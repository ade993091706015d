import ProtocolBuffers
import Testing

@Suite struct ProtocolMessageTests {
  @Test func fieldsAreEncodedAsTheFormatHasThem() {
    var message = ProtocolMessage()
    message.add(1, 300)
    message.add(2, "ab")
    message.add(3, Float(1))
    message.add(16, -1)
    #expect(
      message.bytes == [8, 0xAC, 2, 0x12, 2, 0x61, 0x62, 0x1D, 0, 0, 0x80, 0x3F, 0x80, 1]
        + [UInt8](repeating: 255, count: 9) + [1])
  }
}
