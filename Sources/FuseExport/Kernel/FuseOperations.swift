import CFuse3
import Glibc
import Media

/// The operations that libfuse calls, on its own terms: pointers and numbers go in, and what they
/// mean goes on to the tree.
func fuseOperations() -> fuse_lowlevel_ops {
    var operations = fuse_lowlevel_ops()
    unsafe operations.`init` = { data, connection in unsafe negotiate(data, connection) }
    addReading(&operations)
    addWriting(&operations)
    addRefusals(&operations)
    return operations
}

/// Settles what the kernel and this side can do, once, before the first request.
private func negotiate(
    _ data: UnsafeMutableRawPointer?, _ connection: UnsafeMutablePointer<fuse_conn_info>?
) {
    guard let connection = unsafe connection, let data = unsafe data else { return }
    let transfer = UInt32(FuseSession.transferLimit)
    unsafe connection.pointee.max_write = transfer
    unsafe connection.pointee.max_read = transfer
    unsafe connection.pointee.max_readahead = transfer
    let wanted = UInt32(FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE | FUSE_CAP_PARALLEL_DIROPS)
    unsafe connection.pointee.want |= connection.pointee.capable & wanted
    // O_TRUNC is to come as a request of its own, which a disk ignores as block devices do.
    unsafe connection.pointee.want &= ~UInt32(FUSE_CAP_ATOMIC_O_TRUNC)
    unsafe Unmanaged<FuseSession>.fromOpaque(data).takeUnretainedValue().isReady()
}

/// Makes an object of a request and finds out what its inode number stands for.
private func serve(
    _ raw: fuse_req_t?, _ inode: fuse_ino_t, _ body: (FuseRequest, Node, ExportTree) -> Void
) {
    guard let raw = unsafe raw, let data = unsafe fuse_req_userdata(raw) else { return }
    let session = unsafe Unmanaged<FuseSession>.fromOpaque(data).takeUnretainedValue()
    let request = unsafe FuseRequest(raw, session: session)
    guard let node = Node(inode: UInt64(inode)) else {
        return request.fail(ErrorNumber(ENOENT))
    }
    body(request, node, session.tree)
}

private func handle(_ info: UnsafeMutablePointer<fuse_file_info>?) -> UInt64? {
    unsafe info.map { unsafe $0.pointee.fh }
}

private func addReading(_ operations: inout fuse_lowlevel_ops) {
    unsafe operations.lookup = { raw, parent, name in
        let name = unsafe name.map { unsafe String(cString: $0) } ?? ""
        unsafe serve(raw, parent) { $2.lookUp(name, in: $1, $0) }
    }
    unsafe operations.getattr = { raw, inode, _ in
        unsafe serve(raw, inode) { $2.attributes(of: $1, $0) }
    }
    unsafe operations.open = { raw, inode, info in
        let flags = unsafe info?.pointee.flags ?? O_RDONLY
        unsafe serve(raw, inode) { $2.open($1, flags: flags, $0) }
    }
    unsafe operations.release = { raw, inode, info in
        let handle = unsafe handle(info) ?? 0
        unsafe serve(raw, inode) { request, _, tree in tree.close(handle, request) }
    }
    unsafe operations.read = { raw, inode, size, offset, info in
        let handle = unsafe handle(info) ?? 0
        unsafe serve(raw, inode) {
            $2.read($1, handle: handle, at: Int64(offset), count: size, $0)
        }
    }
    unsafe operations.readdir = { raw, inode, size, offset, _ in
        unsafe serve(raw, inode) { $2.list($1, from: Int64(offset), size: size, $0) }
    }
    unsafe operations.statfs = { raw, inode in
        unsafe serve(raw, inode) { request, _, _ in request.fileSystem() }
    }
}

private func addWriting(_ operations: inout fuse_lowlevel_ops) {
    unsafe operations.write = { raw, inode, bytes, size, offset, _ in
        guard let worker = FuseWorker.current, let bytes = unsafe bytes else { return }
        let received = unsafe worker.received(UnsafeRawPointer(bytes), size)
        unsafe serve(raw, inode) { request, node, tree in
            tree.write(node, DataBuffer(.memory(received)), at: Int64(offset), request)
            // Somebody holds the bytes until the write is done.
            if !request.isAnswered { worker.keepsBuffer = false }
        }
    }
    unsafe operations.fsync = { raw, inode, _, _ in
        unsafe serve(raw, inode) { $2.synchronize($1, $0) }
    }
    unsafe operations.fallocate = { raw, inode, mode, offset, length, _ in
        unsafe serve(raw, inode) {
            $2.allocate($1, mode: mode, at: Int64(offset), count: Int64(length), $0)
        }
    }
    unsafe operations.setattr = { raw, inode, attributes, changes, info in
        let isTruncated = changes & FUSE_SET_ATTR_SIZE != 0
        let size = unsafe isTruncated ? attributes.map { unsafe Int64($0.pointee.st_size) } : nil
        let isOpen = unsafe info != nil
        let owned = FUSE_SET_ATTR_MODE | FUSE_SET_ATTR_UID | FUSE_SET_ATTR_GID
        let isOwnership = changes & owned != 0
        unsafe serve(raw, inode) { request, node, tree in
            if isOwnership { return request.fail(ErrorNumber(EPERM)) }
            tree.truncate(node, to: size, isOpen: isOpen, request)
        }
    }
    unsafe operations.ioctl = { raw, inode, command, argument, info, flags, _, _, _ in
        let call = ControlCall(
            command: command,
            argument: UInt64(UInt(bitPattern: argument)),
            // A program of another word size has another layout of everything.
            isForeign: flags & UInt32(FUSE_IOCTL_COMPAT | FUSE_IOCTL_DIR) != 0)
        let handle = unsafe handle(info) ?? 0
        unsafe serve(raw, inode) { $2.control($1, handle: handle, call, $0) }
    }
}

/// The files are those that the fabric has: none can be made, renamed or removed.
private func addRefusals(_ operations: inout fuse_lowlevel_ops) {
    unsafe operations.mknod = { raw, inode, _, _, _ in unsafe refuse(raw, inode) }
    unsafe operations.mkdir = { raw, inode, _, _ in unsafe refuse(raw, inode) }
    unsafe operations.unlink = { raw, inode, _ in unsafe refuse(raw, inode) }
    unsafe operations.rmdir = { raw, inode, _ in unsafe refuse(raw, inode) }
    unsafe operations.symlink = { raw, _, inode, _ in unsafe refuse(raw, inode) }
    unsafe operations.link = { raw, inode, _, _ in unsafe refuse(raw, inode) }
    unsafe operations.rename = { raw, inode, _, _, _, _ in unsafe refuse(raw, inode) }
    unsafe operations.create = { raw, inode, _, _, _ in unsafe refuse(raw, inode) }
}

private func refuse(_ raw: fuse_req_t?, _ inode: fuse_ino_t) {
    unsafe serve(raw, inode) { request, _, _ in request.fail(ErrorNumber(EPERM)) }
}
