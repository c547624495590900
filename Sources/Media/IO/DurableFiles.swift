import Glibc

// Whole files and directories, and when they are on stable storage. A new name is durable only
// when the directory that holds it has been flushed.

/// Makes a directory; nothing of that name must exist yet.
func makeDirectory(_ path: String) throws(MediumFailure) {
    guard unsafe mkdir(path, 0o700) == 0 else { throw systemFailure(path, "creating it") }
}

/// Returns when the names in a directory are on stable storage.
func synchronizeDirectory(_ path: String) throws(MediumFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemFailure(path, "opening it") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw systemFailure(path, "flushing it") }
}

/// The directory that a path names something in.
func directory(of path: String) -> String {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
}

/// Whether anything has that name.
func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

/// Gives a file new content, such that after a crash it has either the old or the new one.
func replaceFile(_ path: String, with bytes: [UInt8]) throws(MediumFailure) {
    let temporary = path + ".new"
    if unsafe unlink(temporary) != 0, errno != ENOENT {
        throw systemFailure(temporary, "removing it")
    }
    let file = try RandomAccessFile(path: temporary, mode: .creating)
    try file.write(bytes[...], at: 0)
    try file.synchronize()
    guard unsafe rename(temporary, path) == 0 else {
        throw systemFailure(path, "replacing it")
    }
    try synchronizeDirectory(directory(of: path))
}

/// Removes a file, durably; a file that is not there is no error.
func removeFile(_ path: String) throws(MediumFailure) {
    if unsafe unlink(path) != 0 {
        if errno == ENOENT { return }
        throw systemFailure(path, "removing it")
    }
    try synchronizeDirectory(directory(of: path))
}
