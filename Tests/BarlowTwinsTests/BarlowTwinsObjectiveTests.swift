import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

/// Loss and gradients of both forms against equation 1 in PyTorch, with its batch normalization and derivatives.
@Suite struct BarlowTwinsObjectiveTests {
  static let forms: [CorrelationTerms.Form] = [.gram, .crossCorrelation]

  private func value(_ loss: LossCase, _ form: CorrelationTerms.Form, _ dtype: DType) throws -> ObjectiveValue {
    let (a, b) = try loss.embeddings()
    return try BarlowTwinsObjective(lambda: loss.lambda, form: form)
      .evaluate(a.to(dtype), b.to(dtype), wantsGradients: true)
  }

  private func relative(_ value: Double, _ expected: Double) -> Double { abs(value - expected) / abs(expected) }

  @Test(arguments: LossCase.all, forms)
  func doublePrecisionEqualsAutograd(loss: LossCase, form: CorrelationTerms.Form) throws {
    let value = try value(loss, form, .float64)
    let gradients = try #require(value.gradients)
    #expect(value.terms.form == form)
    #expect(try relative(value.loss, loss.number("loss64")) < 1e-10)
    #expect(try gradients[0].relativeError(to: loss.reference("gradientA64")) < 1e-9)
    #expect(try gradients[1].relativeError(to: loss.reference("gradientB64")) < 1e-9)
  }

  // Held against double precision on the same float32 embeddings, and against PyTorch's own single precision as far as that
  // itself is right: features of spread 1e-3 around 10 put its normalization off by 1e-4. Where views agree to a hundredth
  // and λ is 0, the gradient is the small difference of their normalized features, and its rounding grows a hundredfold in
  // any single precision; then the bound is that of PyTorch's.
  @Test(arguments: LossCase.all, forms)
  func singlePrecisionIsExactToItsRounding(loss: LossCase, form: CorrelationTerms.Form) throws {
    let value = try value(loss, form, .float32)
    let gradients = try #require(value.gradients)
    #expect(try relative(value.loss, loss.number("loss64")) < 1e-5)
    let ownErrorOfLoss = try relative(loss.number("loss32"), loss.number("loss64"))
    #expect(try relative(value.loss, loss.number("loss32")) < 1e-5 + ownErrorOfLoss)
    for (name, gradient) in [("gradientA", gradients[0]), ("gradientB", gradients[1])] {
      let (single, exact) = (try loss.reference(name + "32"), try loss.reference(name + "64"))
      let ownError = single.relativeError(to: exact)
      let isDifference = loss.features == .duplicated && loss.lambda == 0
      #expect(try gradient.dtype == .float32)
      #expect(try gradient.relativeError(to: exact) < (isDifference ? max(1e-5, ownError) : 1e-5))
      #expect(try gradient.relativeError(to: single) < 1e-5 + ownError)
    }
  }

  @Test(arguments: LossCase.all, [DType.float32, .float64])
  func bothFormsAreTheSameNumber(loss: LossCase, dtype: DType) throws {
    let (gram, cross) = (try value(loss, .gram, dtype), try value(loss, .crossCorrelation, dtype))
    let bound = dtype == .float64 ? 1e-11 : 1e-5
    #expect(relative(gram.loss, cross.loss) < bound)
    let (gramGradients, crossGradients) = (try #require(gram.gradients), try #require(cross.gradients))
    #expect(try gramGradients[0].relativeError(to: ReferenceArray(crossGradients[0])) < bound * 10)
    #expect(try gramGradients[1].relativeError(to: ReferenceArray(crossGradients[1])) < bound * 10)
  }

  @Test(arguments: LossCase.all, forms)
  func termsAreThoseOfTheMatrix(loss: LossCase, form: CorrelationTerms.Form) throws {
    let terms = try value(loss, form, .float64).terms
    #expect(try relative(terms.invariance, loss.number("invariance")) < 1e-10)
    #expect(try relative(terms.redundancy, loss.number("redundancy")) < 1e-10)
    #expect(try relative(terms.meanDiagonal, loss.number("meanDiagonal")) < 1e-9)
    #expect(try relative(terms.rmsOffDiagonal, loss.number("rmsOffDiagonal")) < 1e-10)
    #expect(terms.images == loss.images)
    #expect(terms.dimension == loss.dimension)
  }

  @Test(arguments: LossCase.all.filter { $0.lambda == 0 })
  func invarianceAloneIsTheLossWithoutWeight(loss: LossCase) throws {
    let (a, b) = try loss.embeddings()
    let value = try InvarianceOnlyObjective().evaluate(a.to(.float64), b.to(.float64), wantsGradients: true)
    let gradients = try #require(value.gradients)
    #expect(value.floor == 0)
    #expect(value.loss == value.terms.invariance)
    #expect(try relative(value.loss, loss.number("loss64")) < 1e-10)
    #expect(try relative(value.terms.redundancy, loss.number("redundancy")) < 1e-10)
    #expect(try gradients[0].relativeError(to: loss.reference("gradientA64")) < 1e-9)
    #expect(try gradients[1].relativeError(to: loss.reference("gradientB64")) < 1e-9)
  }

  @Test func theCheaperFormIsChosen() throws {
    func form(_ images: Int, _ dimension: Int) throws -> CorrelationTerms.Form {
      let z = try Tensor.normal([images, dimension], seed: 1)
      return try BarlowTwinsObjective().evaluate(z, z, wantsGradients: false).terms.form
    }
    #expect(try form(4, 9) == .gram)
    #expect(try form(4, 8) == .crossCorrelation)
    #expect(try form(64, 8) == .crossCorrelation)
  }

  @Test func gradientsComeOnlyWhenAskedForAndLeaveTheEmbeddings() throws {
    let z = try Tensor.normal([6, 4], seed: 1)
    let before = try z.floats()
    #expect(try BarlowTwinsObjective().evaluate(z, z, wantsGradients: false).gradients == nil)
    let gradients = try #require(try BarlowTwinsObjective().evaluate(z, z, wantsGradients: true).gradients)
    #expect(try !gradients[0].requiresGrad && z.floats() == before)
  }

  @Test func theDefaultWeightIsThePublishedOne() {
    #expect(BarlowTwinsObjective().lambda == 0.0051)
    #expect(BarlowTwinsObjective().name == "barlow-twins")
    #expect(InvarianceOnlyObjective().name == "invariance-only")
  }
}
