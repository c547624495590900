import Foundation

/// A file that a person wrote, before anybody knows what stands in it.
enum InputFile {
    /// Its bytes, at most one more than a file may have, which shows that there are more.
    ///
    /// - Parameters:
    ///   - file: its path; faults name it so.
    ///   - expected: what it should be, as `a scenario file`.
    /// - Returns: the bytes, or why there are none.
    static func bytes(of file: String, expected: String) -> Result<[UInt8], ScenarioFaults> {
        func unusable(_ found: String) -> Result<[UInt8], ScenarioFaults> {
            let log = FaultLog(file: file)
            log.add(.text(found: found, expected: expected), line: 1, column: 1)
            return .failure(ScenarioFaults(faults: log.sorted()))
        }
        // Opening a pipe would wait for somebody to write to it. What is not there is told below.
        let place = URL(fileURLWithPath: file).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: place)
        if let type = attributes?[.type] as? FileAttributeType, type != .typeRegular {
            return unusable("a file that cannot be read")
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            defer { try? handle.close() }
            // What is beyond the limit is never much.
            return .success(
                try Array(handle.read(upToCount: ReadingLimits.fileSize + 1) ?? Data()))
        } catch {
            let isThere = FileManager.default.fileExists(atPath: file)
            return unusable(isThere ? "a file that cannot be read" : "no file")
        }
    }
}
