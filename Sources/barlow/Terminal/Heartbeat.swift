import Dispatch

/// Says now and then that something takes its time, until it is over.
final class Heartbeat {
  private let timer: any DispatchSourceTimer

  /// Begins to say every ten seconds that `task` is still under way.
  init(_ task: String, every seconds: Int = 10) {
    timer = DispatchSource.makeTimerSource(queue: .global())
    let start = ContinuousClock.now
    timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
    timer.setEventHandler {
      let elapsed = Int((ContinuousClock.now - start) / .seconds(1))
      Terminal.error("\(task): \(elapsed) s so far")
    }
    timer.resume()
  }

  /// Ends it.
  func stop() { timer.cancel() }

  deinit { timer.cancel() }
}
