import Foundation
import Glibc

/// What a mounted volume shows, as a value that can be compared: every folder, every file and every
/// named stream, each with all that a restore must bring back.
struct FileTree: Equatable {
    /// A path that equals only what has the same bytes; two strings are equal to Swift even where
    /// one writes ö as a single sign and the other as o with two dots, which are two names on disk.
    struct Path: Equatable, ExpressibleByStringLiteral, CustomStringConvertible {
        var text: String

        init(_ text: String) { self.text = text }
        init(stringLiteral text: String) { self.text = text }
        var description: String { text }

        static func == (one: Path, other: Path) -> Bool {
            one.text.utf8.elementsEqual(other.text.utf8)
        }
    }

    /// One folder, file or named stream.
    struct Entry: Equatable {
        enum Kind: String {
            case folder = "d"
            case file = "f"
            case stream = "s"
            case symbolicLink = "l"
            case other = "?"
        }

        /// From the mount's top; a stream's is its file's, a colon, and its own name.
        var path: Path
        var kind: Kind
        /// How many names the file has.
        var links: Int?
        /// The first path, in the order of bytes, that names the same file, if that is another.
        var sameFileAs: Path?
        var size: Int?
        /// Seconds since 1970 at the last change of the contents.
        var changed: Int?
        /// NTFS file attributes (compressed, sparse, …) in hexadecimal.
        var attributes: String?
        /// SHA-256 of the contents in hexadecimal.
        var digest: String?
    }

    /// Folders and files in the order of their paths' bytes; after each its streams, likewise.
    private(set) var entries: [Entry]

    init(entries: [Entry]) { self.entries = entries }

    /// Reads a list that `images/make-…` wrote.
    init(manifest: String) throws {
        entries = try manifest.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0 == "-" ? nil : String($0) }
            guard fields.count == 8, let path = fields[6],
                let kind = Entry.Kind(rawValue: fields[0] ?? "")
            else { throw FileTreeError(what: "a line that is no entry: \(line)") }
            return Entry(
                path: Path(path),
                kind: kind,
                links: fields[1].flatMap { Int($0) },
                sameFileAs: fields[7].map { Path($0) },
                size: fields[2].flatMap { Int($0) },
                changed: fields[3].flatMap { Int($0) },
                attributes: fields[4],
                digest: fields[5]
            )
        }
    }

    /// Says where the first difference lies; nil where there is none.
    ///
    /// - Parameter expected: what this tree should be.
    func firstDifference(from expected: FileTree) -> String? {
        for (found, wanted) in zip(entries, expected.entries) where found != wanted {
            if found.path == wanted.path {
                return found.differences(from: wanted)
            }
            // Both lists are in one order, so that the smaller path is the one without a partner.
            return found.precedes(wanted)
                ? "\(found.path): is there, but should not be" : "\(wanted.path): is missing"
        }
        if let found = entries.dropFirst(expected.entries.count).first {
            return "\(found.path): is there, but should not be"
        }
        return expected.entries.dropFirst(entries.count).first.map { "\($0.path): is missing" }
    }
}

/// A volume or a list that cannot be read.
struct FileTreeError: Error, CustomStringConvertible {
    var what: String
    var description: String { what }
}

extension FileTree.Entry {
    /// The path as it sorts: a stream follows its file, before any other file.
    fileprivate var sortingPath: [[UInt8]] {
        let bytes = Array(path.text.utf8)
        guard kind == .stream, let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else {
            return [bytes]
        }
        return [Array(bytes[..<colon]), Array(bytes[colon...])]
    }

    fileprivate func precedes(_ other: FileTree.Entry) -> Bool {
        sortingPath.lexicographicallyPrecedes(other.sortingPath) {
            $0.lexicographicallyPrecedes($1)
        }
    }

    fileprivate func differences(from wanted: FileTree.Entry) -> String {
        let none = "none"
        let fields: [(name: String, found: String, wanted: String)] = [
            ("kind", kind.rawValue, wanted.kind.rawValue),
            ("links", links.map(String.init) ?? none, wanted.links.map(String.init) ?? none),
            ("same file as", sameFileAs?.text ?? none, wanted.sameFileAs?.text ?? none),
            ("size", size.map(String.init) ?? none, wanted.size.map(String.init) ?? none),
            ("changed", changed.map(String.init) ?? none, wanted.changed.map(String.init) ?? none),
            ("attributes", attributes ?? none, wanted.attributes ?? none),
            ("sha256", digest ?? none, wanted.digest ?? none),
        ]
        let different = fields.filter { $0.found != $0.wanted }
            .map { "\($0.name) is \($0.found), should be \($0.wanted)" }
        return "\(path): " + different.joined(separator: "; ")
    }
}

// MARK: - Reading a mounted volume

extension FileTree {
    /// Reads everything below `mountPoint`, where ntfs-3g serves streams as `file:stream`.
    init(of mountPoint: String) throws {
        let below = try FileManager.default.subpathsOfDirectory(atPath: mountPoint)
        let paths = (["."] + below).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var found: [Entry] = []
        var firstNames: [UInt64: String] = [:]
        for path in paths {
            let entry = try Self.entry(path, in: mountPoint, firstNames: &firstNames)
            found.append(entry)
            found += try Self.streams(of: entry, in: mountPoint)
        }
        entries = try Self.withDigests(found, in: mountPoint)
    }

    private static func entry(
        _ path: String,
        in mountPoint: String,
        firstNames: inout [UInt64: String]
    ) throws -> Entry {
        var status = stat()
        guard unsafe lstat(mountPoint + "/" + path, &status) == 0 else {
            throw FileTreeError(what: "\(path): lstat failed with \(Errno.text)")
        }
        var entry = Entry(path: Path(path), kind: kind(of: status.st_mode))
        entry.changed = status.st_mtim.tv_sec
        entry.attributes = try attribute("system.ntfs_attrib_be", of: path, in: mountPoint)
            .map { String(format: "%02x", $0) }.joined()
        guard entry.kind == .file else { return entry }
        entry.size = Int(status.st_size)
        entry.links = Int(status.st_nlink)
        if status.st_nlink > 1 {
            let first = firstNames[UInt64(status.st_ino), default: path]
            firstNames[UInt64(status.st_ino)] = first
            entry.sameFileAs = first == path ? nil : Path(first)
        }
        return entry
    }

    private static func kind(of mode: mode_t) -> Entry.Kind {
        switch mode & S_IFMT {
        case S_IFDIR: .folder
        case S_IFREG: .file
        case S_IFLNK: .symbolicLink
        default: .other
        }
    }

    private static func streams(of entry: Entry, in mountPoint: String) throws -> [Entry] {
        guard entry.kind == .file || entry.kind == .folder else { return [] }
        let names = try attribute("ntfs.streams.list", of: entry.path.text, in: mountPoint)
        return try names.split(separator: 0)
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { name in
                let path = entry.path.text + ":" + String(decoding: name, as: UTF8.self)
                var status = stat()
                guard unsafe lstat(mountPoint + "/" + path, &status) == 0 else {
                    throw FileTreeError(what: "\(path): lstat failed with \(Errno.text)")
                }
                return Entry(path: Path(path), kind: .stream, size: Int(status.st_size))
            }
    }

    private static func withDigests(_ entries: [Entry], in mountPoint: String) throws -> [Entry] {
        let indices = entries.indices.filter { [.file, .stream].contains(entries[$0].kind) }
        // With -z it prints names as they are, one after the other, each ended by a zero byte.
        let output = try run(
            ["xargs", "-0", "-r", "sha256sum", "-z", "--"],
            input: indices.map { "./" + entries[$0].path.text + "\0" }.joined(),
            folder: mountPoint
        )
        let digests = output.split(separator: "\0").map { String($0.prefix(64)) }
        guard digests.count == indices.count else {
            throw FileTreeError(what: "sha256sum could not read every file")
        }
        var result = entries
        for (index, digest) in zip(indices, digests) { result[index].digest = digest }
        return result
    }
}

/// `errno` as people read it.
enum Errno {
    static var text: String { unsafe String(cString: strerror(errno)) }
}

private typealias GetExtendedAttribute =
    @convention(c) (
        UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer?, Int
    ) -> Int

/// The extended attribute's bytes; ntfs-3g answers for every file that it serves.
private func attribute(
    _ name: String,
    of path: String,
    in mountPoint: String
) throws -> [UInt8] {
    // Swift's Glibc module leaves <sys/xattr.h> out.
    guard let symbol = unsafe dlsym(nil, "lgetxattr") else {
        throw FileTreeError(what: "this C library has no lgetxattr")
    }
    let read = unsafe unsafeBitCast(symbol, to: GetExtendedAttribute.self)
    var value = [UInt8](repeating: 0, count: 65536)
    let count = unsafe value.withUnsafeMutableBytes { buffer in
        unsafe read(mountPoint + "/" + path, name, buffer.baseAddress, buffer.count)
    }
    guard count >= 0 else { throw FileTreeError(what: "\(path): \(name): \(Errno.text)") }
    return Array(value.prefix(count))
}
