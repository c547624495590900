import Testing

/// Wireshark's dissector, without its windows.
enum Tshark {
    /// What it finds in the fields `names` of each frame of a capture: every occurrence, as it
    /// prints it.
    static func fields(
        _ names: [String], of capture: ISCSICapture
    ) throws -> [[String: [String]]] {
        let directory = try ScratchDirectory()
        try directory.write(capture.bytes, to: "capture.pcap")
        let options = ["-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=|"]
        let ended = try Program("tshark").run(
            ["-r", "capture.pcap", "-T", "fields"] + options + names.flatMap { ["-e", $0] },
            in: directory)
        try #require(ended.status == 0, "\(ended.errors)")
        let lines = ended.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 2 * capture.commandCount + 1)
        return lines.dropLast().map { line in
            let values = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0.split(separator: "|").map(String.init) }
            return Dictionary(zip(names, values)) { first, _ in first }
        }
    }
}
