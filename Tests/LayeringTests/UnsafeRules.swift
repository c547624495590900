/// Where the keyword `unsafe` may stand: rooms whose work is raw memory. Elsewhere the strict
/// memory safety that all targets are built with leaves no way to touch it.
let placesOfUnsafeCode = [
    "Sources/WireBytes/", "Sources/Media/IO/",
    // libfuse's callbacks, the kernel's requests, and the memory of the processes that send them.
    "Sources/FuseExport/Kernel/",
    // Memory that other processes write to, and sockets.
    "Sources/LoopbackSG/Shared/",
    // Calls of Glibc with paths and buffers.
    "Sources/LoopbackSG/Tree/TreeWriter.swift",
    // Sockets, and programs that are started.
    "Sources/BenchServer/Kernel/",
    // libsgutils2 takes buffers.
    "Sources/SGInitiator/PassThrough/",
    // libFuzzer's callback gets a pointer.
    "Sources/Fuzzers/",
]

/// Uses of `unsafe`, also `@unsafe` and `nonisolated(unsafe)`, outside of `places`.
func unsafeFindings(path: String, text: String, places: [String]) -> [String] {
    if places.contains(where: path.hasPrefix) { return [] }
    let tokens = swiftTokens(of: text)
    var found: [String] = []
    for index in tokens.indices where tokens[index].isWord("unsafe") {
        // A member or a label of that name is no keyword.
        if index > 0, tokens[index - 1].isSign(".") { continue }
        if index + 1 < tokens.count, tokens[index + 1].isSign(":") { continue }
        found.append("\(path):\(tokens[index].line): unsafe code")
    }
    return found
}
