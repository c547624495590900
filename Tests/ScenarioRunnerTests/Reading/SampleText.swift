import ScenarioRunner
import Testing

/// The shortest scenario, to which tests append what they are about: line 4 comes next.
let shortest = """
    schema: 1
    scenario: sample
    logical_units: [{id: d0, type: disk, size: 1MiB}, {id: t0, type: tape}]

    """

/// What is wrong with a text, one line a fault; empty if nothing is.
func faults(in text: String) -> String {
    switch Scenario.read(text: text, file: "a.yaml") {
    case .success: ""
    case .failure(let faults): faults.description
    }
}

/// The one case of the shortest scenario with lines appended.
func onlyCase(_ lines: String) throws -> ScenarioCase {
    let scenario = try Scenario.read(text: shortest + lines, file: "dir/a.yaml").get()
    try #require(scenario.cases.count == 1)
    return scenario.cases[0]
}
