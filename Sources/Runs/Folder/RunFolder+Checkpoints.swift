extension RunFolder {
  /// The state after `step` steps.
  package func checkpointFile(step: Int) -> String { checkpointFolder + "/step-\(step).safetensors" }
}
