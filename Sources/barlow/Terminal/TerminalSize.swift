/// The room of a terminal in characters.
struct TerminalSize: Equatable {
  let columns: Int
  let rows: Int
}
