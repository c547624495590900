import Foundation
import Testing

/// Whoever sends garbage to the socket of `status` and `ctl`, or nothing, harms nobody else.
@Suite struct ControlSocketTests {
    /// Connects to the bench's control socket.
    private func connect(_ bench: ServedBench) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array((bench.report.directory + "/control.sock").utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(
                    descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0, "errno \(errno)")
        return descriptor
    }

    /// What the server answers to bytes after which no more come.
    private func answer(_ bench: ServedBench, to bytes: [UInt8]) throws -> String {
        let descriptor = try connect(bench)
        defer { close(descriptor) }
        _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        shutdown(descriptor, Int32(SHUT_WR))
        var reply = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &reply, reply.count, 0)
        return String(decoding: reply.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func garbageIsRefused() throws {
        let bench = try ServedBench()
        let nested = String(repeating: "[", count: 60_000)
        for text in [
            "", "x", "{", "null", "[]", "{\"status\":{}", "{\"status\":1}", "{\"burn\":{}}",
            "{\"load\":{\"cartridge\":7,\"into\":\"t0\"}}", "{\"snapshot\":{\"of\":\"d0\"}}",
            "{\"reset\":{\"_0\":\"d9\"}}", "\u{0}\u{0}", nested,
            "{\"snapshot\":{\"of\":\"d0\",\"named\":\"../../etc/x\"}}",
            "{\"fault\":{\"_0\":\"\(String(repeating: "[", count: 20_000))\"}}",
        ] {
            let reply = try answer(bench, to: Array(text.utf8))
            #expect(reply.hasPrefix("{\"refused\":"), "\(text.prefix(40)): \(reply)")
        }
        // Longer than any request, and not UTF-8.
        _ = try answer(bench, to: [UInt8](repeating: 0x20, count: 1 << 20))
        #expect(try answer(bench, to: [0xFF, 0xFE, 0x80, 0xC0]).hasPrefix("{\"refused\":"))
        #expect(try bench.status().process == bench.report.process)
        try bench.succeed("sg_turs /dev/sg0")
    }

    /// Who connects and says nothing, or goes away, keeps nobody waiting.
    @Test func silenceKeepsNobodyWaiting() throws {
        let bench = try ServedBench()
        let silent = try (0..<12).map { _ in try connect(bench) }
        defer { for descriptor in silent { close(descriptor) } }
        for _ in 0..<50 { close(try connect(bench)) }
        let start = Date()
        #expect(try bench.status().process == bench.report.process)
        #expect(Date().timeIntervalSince(start) < 5, "a silent client may take 10 s")
        kill(bench.report.process, SIGTERM)
        #expect(bench.end() == 0)
    }
}
