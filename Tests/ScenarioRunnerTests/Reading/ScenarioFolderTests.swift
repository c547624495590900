import Foundation
import ScenarioRunner
import Testing

/// The scenarios at the top of the package.
@Suite struct ScenarioFolderTests {
    private static var folder: URL {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.appendingPathComponent("Scenarios")
    }

    @Test func everyFileReadsWithoutAFault() throws {
        let found = FileManager.default.enumerator(atPath: Self.folder.path)
        let paths = try #require(found).compactMap { $0 as? String }
            .filter { $0.hasSuffix(".yaml") }.sorted()
        #expect(paths.contains("serverless-backup/quiet-disk.yaml"))
        #expect(paths.count >= 5)
        for path in paths {
            switch Scenario.read(file: Self.folder.appendingPathComponent(path).path) {
            case .failure(let faults): Issue.record("\(faults)")
            case .success(let scenario):
                let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
                #expect(scenario.name == name, "a scenario is named as its file")
                for one in scenario.cases {
                    #expect(!one.expectations.isEmpty, "\(one.title) would prove nothing")
                }
            }
        }
    }
}
