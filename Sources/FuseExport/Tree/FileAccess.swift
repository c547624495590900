import CFuse3
import Glibc
import Media

/// What is done with files once their names are known.
extension ExportTree {
    func open(_ node: Node, flags: Int32, _ request: FuseRequest) {
        let isWriting = flags & O_ACCMODE != O_RDONLY
        switch node {
        case .image:
            guard let unit = unit(of: node), let image = unit.image else {
                return request.fail(ErrorNumber(ENOENT))
            }
            if isWriting && image.isWriteProtected { return request.fail(ErrorNumber(EROFS)) }
            // See FuseExport for why the kernel keeps nothing of a disk, and all of a snapshot.
            request.opened(handle: 0, isCached: unit.isSnapshot)
        case .passThrough(let number):
            guard let unit = unit(number) else { return request.fail(ErrorNumber(ENOENT)) }
            open(.passThrough(PassThroughFile(unit)), request)
        case .unitStatus, .copiesStatus, .tapeRecords:
            if isWriting { return request.fail(ErrorNumber(EROFS)) }
            switch text(of: node) {
            case .success(let text): open(.text(text), request)
            case .failure(let error): request.fail(error)
            }
        case .tapeImage, .tapeFile:
            if isWriting { return request.fail(ErrorNumber(EROFS)) }
            guard let tape = unit(of: node)?.tape else {
                return request.fail(ErrorNumber(ENOENT))
            }
            switch tape.open(node) {
            case .success(let reader): open(.tape(reader), request)
            case .failure(let error): request.fail(error)
            }
        case .root, .folder, .tapeFolder: request.fail(ErrorNumber(EISDIR))
        }
    }

    private func open(_ file: OpenFile, _ request: FuseRequest) {
        guard let handle = openFiles.add(file) else { return request.fail(ErrorNumber(ENFILE)) }
        request.opened(handle: handle, isCached: false)
    }

    func close(_ handle: UInt64, _ request: FuseRequest) {
        openFiles.remove(handle)
        request.succeed()
    }

    func read(
        _ node: Node, handle: UInt64, at offset: Int64, count: Int, _ request: FuseRequest
    ) {
        guard offset >= 0, count >= 0, count <= FuseSession.transferLimit else {
            return request.fail(ErrorNumber(EINVAL))
        }
        if case .image = node, let image = unit(of: node)?.image {
            return image.read(at: offset, count: count) { result in
                switch result {
                case .success(let data): request.data(data)
                case .failure(let error): request.fail(error)
                }
            }
        }
        switch openFiles[handle] {
        case .text(let text):
            let start = Int(min(offset, Int64(text.count)))
            request.data(DataBuffer(.memory(text[start...].prefix(count))))
        case .tape(let reader):
            switch reader.read(at: offset, count: count) {
            case .success(let data): request.data(data)
            case .failure(let error): request.fail(error)
            }
        // The asynchronous interface of sg is not offered here.
        case .passThrough: request.fail(ErrorNumber(EINVAL))
        case nil: request.fail(ErrorNumber(EBADF))
        }
    }

    func write(_ node: Node, _ data: DataBuffer, at offset: Int64, _ request: FuseRequest) {
        guard case .image = node, offset >= 0, let image = unit(of: node)?.image else {
            return request.fail(ErrorNumber(EINVAL))
        }
        image.write(data, at: offset) { result in
            switch result {
            case .success(let count): request.written(count)
            case .failure(let error): request.fail(error)
            }
        }
    }

    func synchronize(_ node: Node, _ request: FuseRequest) {
        guard case .image = node, let image = unit(of: node)?.image else {
            return request.succeed()
        }
        image.synchronize { request.end($0) }
    }

    /// fallocate(2): punching a hole and zeroing a range write zeros; room need not be made.
    func allocate(
        _ node: Node, mode: Int32, at offset: Int64, count: Int64, _ request: FuseRequest
    ) {
        guard case .image = node, let image = unit(of: node)?.image else {
            return request.fail(ErrorNumber(EBADF))
        }
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard offset >= 0, count > 0, !overflow else { return request.fail(ErrorNumber(EINVAL)) }
        let zeroing: Set<Int32> = [
            FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, FALLOC_FL_ZERO_RANGE,
            FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE,
        ]
        let grows = mode & FALLOC_FL_KEEP_SIZE == 0 && end > image.byteCount
        if grows { return request.fail(ErrorNumber(ENOSPC)) }
        if mode == 0 || mode == FALLOC_FL_KEEP_SIZE { return request.succeed() }
        guard zeroing.contains(mode) else { return request.fail(ErrorNumber(EOPNOTSUPP)) }
        image.clear(at: offset, count: count) { request.end($0) }
    }

    /// A change of a file's length, which none allows, or of its times, which none has.
    ///
    /// - Parameters:
    ///   - size: the new length; `nil` where the times are meant.
    ///   - isOpen: whether it is ftruncate(2), not an open with O_TRUNC.
    func truncate(_ node: Node, to size: Int64?, isOpen: Bool, _ request: FuseRequest) {
        guard let size else { return attributes(of: node, request) }
        guard case .image = node, let image = unit(of: node)?.image else {
            return request.fail(ErrorNumber(EROFS))
        }
        // As a block device does: programs that copy a file onto it open it so. But one that cuts
        // it and lets it grow again would expect to read zeros.
        let isIgnored = size == 0 && !isOpen
        guard isIgnored || size == image.byteCount else {
            return request.fail(ErrorNumber(EINVAL))
        }
        attributes(of: node, request)
    }

    func control(_ node: Node, handle: UInt64, _ call: ControlCall, _ request: FuseRequest) {
        guard case .passThrough(let file) = openFiles[handle], !call.isForeign else {
            return request.fail(ErrorNumber(ENOTTY))
        }
        guard request.user == geteuid() else { return request.fail(ErrorNumber(EACCES)) }
        file.control(call, request, sender)
    }
}
