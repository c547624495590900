import Foundation

/// A file that a run writes: its trace, its report; or standard output, named `-`.
final class OutputFile {
    private let path: String
    private let handle: FileHandle?
    private var hasFailed = false

    /// Makes or empties the file, so that a place that cannot be written is known before the run.
    ///
    /// A file that is there stays the file that it is: it may be a device or a pipe.
    init(_ path: String) throws {
        self.path = path
        if path == "-" {
            handle = nil
            return
        }
        let manager = FileManager.default
        if !manager.fileExists(atPath: path) { _ = manager.createFile(atPath: path, contents: nil) }
        guard let opened = FileHandle(forWritingAtPath: path) else {
            throw InputFault(unwritable: path)
        }
        // A device has no length that could be set.
        try? opened.truncate(atOffset: 0)
        handle = opened
    }

    /// Writes bytes behind those written before; `close` tells of a failure.
    func write(_ bytes: ArraySlice<UInt8>) {
        if hasFailed { return }
        guard let handle else { return Terminal.write(Data(bytes)) }
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            hasFailed = true
        }
    }

    /// Ends the file.
    func close() throws {
        if hasFailed { throw InputFault(unwritable: path) }
        do {
            try handle?.close()
        } catch {
            throw InputFault(unwritable: path)
        }
    }
}
