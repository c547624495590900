/// Collects a file's faults while it is being read.
///
/// A class, because every reader of a part of the file adds to the same log.
final class FaultLog {
    /// The file, as the caller named it.
    let file: String
    private var faults: [ScenarioFault] = []
    /// Those of files that this one names, in the order in which they were read.
    private var others: [ScenarioFault] = []

    init(file: String) { self.file = file }

    /// Whether nothing is wrong so far.
    var isEmpty: Bool { faults.isEmpty && others.isEmpty }

    /// Notes a fault.
    func add(_ problem: ScenarioFault.Problem, line: Int, column: Int, keyPath: String = "") {
        faults.append(
            ScenarioFault(
                file: file,
                line: line,
                column: column,
                keyPath: keyPath,
                problem: problem
            )
        )
    }

    /// Notes what is wrong with a file that this one names, once for each time that it is read.
    func add(_ faults: ScenarioFaults) {
        others += faults.faults.filter { !others.contains($0) }
    }

    /// The faults in the file's order, each once: what several cases share is read several times,
    /// and what an alias repeats has a second key path.
    func sorted() -> [ScenarioFault] {
        let ordered = faults.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset)
                < (right.element.line, right.element.column, right.offset)
        }
        var result: [ScenarioFault] = []
        for (_, fault) in ordered {
            let isNew = result.reversed()
                .prefix { $0.line == fault.line && $0.column == fault.column }
                .allSatisfy { $0.problem != fault.problem }
            if isNew { result.append(fault) }
        }
        return result + others
    }
}
