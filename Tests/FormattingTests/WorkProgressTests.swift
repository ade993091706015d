import Testing

@testable import Formatting

@Suite struct WorkProgressTests {
  @Test func amountsAreToldAsAsked() {
    #expect("\(WorkProgress("neighbours", done: 2, of: 3))" == "neighbours 66%")
    #expect("\(WorkProgress("", done: 2, of: 3))" == "66%")
    #expect("\(WorkProgress("votes:", done: 2, of: 3, as: .count))" == "votes: 2 of 3")
    #expect("\(WorkProgress("epoch 1/2", done: 2, of: 3, as: .hidden, detail: "loss 0.5"))" == "epoch 1/2 loss 0.5")
    #expect("\(WorkProgress("pictures"))" == "pictures")
  }

  @Test func partsAreNamedAfterTheWhole() {
    let part = WorkProgress("neighbours", done: 1, of: 2)
    #expect("\(part.within("raw pixels"))" == "raw pixels: neighbours 50%")
    #expect("\(part.renamed("").within("raw pixels"))" == "raw pixels: 50%")
    #expect("\(part.renamed("images", as: .count))" == "images 1 of 2")
    #expect(WorkProgress("a", isMilestone: true).within("b").isMilestone)
  }
}
