import CTorch

/// The order in which the elements of a 4-dimensional tensor `[N, C, H, W]` lie in memory.
public enum MemoryFormat: Sendable {
  /// The last dimension varies fastest.
  case contiguous
  /// The channels vary fastest (NHWC in memory), which convolutions on a processor prefer.
  case channelsLast

  var native: ct_memory_format { self == .channelsLast ? CT_CHANNELS_LAST : CT_CONTIGUOUS }
}
