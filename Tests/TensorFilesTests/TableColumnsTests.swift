import Files
import TestSupport
import Testing
import Torch

@testable import TensorFiles

/// Which columns of a table are embeddings, and what is said about the others.
@Suite struct TableColumnsTests {
  private func table(_ text: String) throws -> DelimitedTable {
    let folder = try TemporaryFolder()
    return try DelimitedTable(contentsOf: folder.write(Array(text.utf8), to: "a.csv"), separator: ",")
  }

  @Test(arguments: [
    ("f0,f1,label\n1.5,2,0\n3,4.5,1\n", "column 3 (label) holds classes"),
    ("Class,f0,f1\n0,1.5,2\n1,3,4.5\n", "column 1 (Class) holds classes"),
    ("f0,target,f1\n1.5,cat,2\n3,dog,4.5\n", "column 2 (target) holds classes"),
    ("0,1,labels\n1.5,2,7\n3,4.5,8\n", "column 3 (labels) holds classes"),
    ("f0,f1,species\n1.5,2,cat\n3,4.5,dog\n", "column 3 (species) holds words"),
    ("1.5,2,cat\n3,4.5,dog\n", "column 3 holds words"),
    ("a.png,1.5,2,cat\nb.png,3,4.5,dog\n", "column 4 holds words"),
    ("index,name,f0,f1\n0,a,1.5,2\n1,b,3,4.5\n", "column 1 (index) holds names"),
    ("name, class ,f0,f1\na,0,1.5,2\nb,1,3,4.5\n", "class ) holds classes"),
  ])
  func whatIsLeftOutIsSaid(text: String, note: String) throws {
    let table = try table(text)
    #expect(try table.values.doubles() == [1.5, 2, 3, 4.5])
    #expect(table.notes.count == 1 && table.notes[0].contains(note) && table.notes[0].hasSuffix("is left out"))
  }

  @Test(arguments: [
    ("name,f0,f1\na,1.5,2\nb,3,4.5\n", ["a", "b"]), ("f0,path,f1\n1.5,a,2\n3,b,4.5\n", ["a", "b"]),
    ("f0,f1,id\n1.5,2,7\n3,4.5,9\n", ["7", "9"]), (",0,1\n5,1.5,2\n6,3,4.5\n", ["5", "6"]),
    ("a,1.5,2\n7,3,4.5\n", ["a", "7"]), ("1.5,2\n3,4.5\n", []), ("0,1,2\n9.5,1.5,2.5\n4.5,3,4.5\n", []),
  ])
  func namesNeedNoNote(text: String, names: [String]) throws {
    let table = try table(text)
    #expect(table.names == names && table.notes.isEmpty)
    #expect(try Array(table.values.doubles().suffix(2)) == [3, 4.5])
  }

  @Test func aFirstRowOfNumbersAndWordsIsNoHeader() throws {
    #expect(try table("1,2,x\n3,4,y\n").values.shape == [2, 2])
    // Empty fields are missing numbers, not words.
    let error = #expect(throws: FileError.self) { try table("1,,2\n3,4,5\n") }
    #expect(line(error).contains("field 2 of line 1"))
  }

  @Test func numbersAmongWordsAreDamage() throws {
    let error = #expect(throws: FileError.self) { try table("f0,f1\n1,x\n3,4\n") }
    #expect(line(error).contains("column 2 (f1)") && line(error).contains("line 3") && line(error).contains("label"))
    #expect(line(#expect(throws: FileError.self) { try table("a,b\nx,y\n") }).contains("no rows of numbers"))
  }

  @Test func wholeNumbersBesideFractionsRaiseADoubt() throws {
    let table = try table("0.5,1.5,3\n0.25,-1.5,1\n")
    #expect(table.values.shape == [2, 3])
    #expect(table.notes.count == 1 && table.notes[0].hasPrefix("column 3 alone holds whole numbers"))
    // Counts throughout, or a feature that never fires, are no classes.
    #expect(try self.table("5,1,3\n2,7,1\n").notes.isEmpty)
    #expect(try self.table("0.5,0,3.5\n2.5,0,1.5\n").notes.isEmpty)
  }
}
