import Foundation

/// What a server says when it is ready: what is where.
public struct ServingReport: Codable, Equatable, Sendable {
    /// The file that describes the bench.
    public var file: String
    /// The process that serves.
    public var process: Int32
    /// The directory of the sockets.
    public var directory: String
    /// What programs need in their environment to find `nodes`; nil without an SG mock, or where
    /// the preload library is nowhere.
    public var environment: [String: String]?
    /// The devices that programs find.
    public var nodes: [ServedNode]
    /// Where the bench is mounted; nil where it is not.
    public var mount: String?

    /// What a server has to say.
    public init(_ server: BenchServer) {
        let status = server.status
        file = status.file
        process = status.process
        directory = server.directory.path
        nodes = server.nodes
        mount = status.mount
        if status.sg != nil {
            environment = (try? PreloadedProgram(on: server.directory))?.environment
        }
    }

    /// As JSON, on one line.
    public var json: String { jsonLine(self) }

    /// For a person.
    public var text: String {
        var lines = ["serving \(file) from \(directory), process \(process)"]
        let width = nodes.map(\.id.count).max() ?? 0
        for node in nodes {
            let name = node.id.padding(toLength: width, withPad: " ", startingAt: 0)
            lines.append("  \(name)  \(node.generic)" + (node.driver.map { "  \($0)" } ?? ""))
        }
        if let mount { lines.append("  mounted at \(mount)") }
        if !nodes.isEmpty {
            lines.append(
                "  run programs on it by: sanbench exec --attach --directory \(directory) -- PROGRAM"
            )
        }
        return lines.joined(separator: "\n")
    }
}

/// A value as JSON on one line, with its keys in order.
public func jsonLine(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Nothing that is encoded here can fail to be.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
}
