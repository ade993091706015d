/// Ends a measurement of the network when the training is asked to stop.
struct MeasurementInterruption: Error {}
