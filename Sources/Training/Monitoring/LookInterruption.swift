/// Ends a look at the network when the training is asked to stop.
struct LookInterruption: Error {}
