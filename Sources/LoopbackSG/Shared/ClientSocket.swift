import CLoopbackSG
import Glibc

/// A connection from a program: what it has as a descriptor.
final class ClientSocket: Sendable {
    /// The server's end.
    let descriptor: Int32
    /// What the kernel named the program's end; empty where it named it nothing.
    let name: String
    /// The user at the other end when it was connected.
    let user: UInt32

    private init(descriptor: Int32, name: String, user: UInt32) {
        self.descriptor = descriptor
        self.name = name
        self.user = user
    }

    deinit { close(descriptor) }

    /// Accepts the next connection.
    ///
    /// - Returns: `nil` with `errno` set where there is none.
    static func accept(from listener: Int32) -> ClientSocket? {
        var user: UInt32 = 0
        var name = [CChar](repeating: 0, count: Int(lsg_name_bytes) + 1)
        let descriptor = unsafe lsg_accept(listener, &user, &name)
        if descriptor < 0 { return nil }
        let text = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return ClientSocket(
            descriptor: descriptor, name: String(decoding: text, as: UTF8.self), user: user)
    }

    /// What has come of the first packet.
    enum Arrival {
        case nothingYet, hello(lsg_hello), garbage
    }

    /// Receives the first packet, if it is there.
    func receiveHello() -> Arrival {
        var hello = lsg_hello()
        return switch unsafe lsg_receive_hello(descriptor, &hello) {
        case 1: .hello(hello)
        case 0: .nothingYet
        default: .garbage
        }
    }

    /// Answers it with a failure.
    func refuse(_ error: Int32) { send(error: error, memory: -1, byteCount: 0) }

    /// Answers it with a memory file.
    @discardableResult
    func welcome(_ memory: Int32, byteCount: Int) -> Bool {
        send(error: 0, memory: memory, byteCount: byteCount)
    }

    /// Answers it with an area.
    @discardableResult
    func welcome(_ area: SharedArea) -> Bool {
        welcome(area.memory, byteCount: Int(lsg_area_size()))
    }

    /// Answers it with a content.
    func welcome(content: [UInt8]) {
        let memory = unsafe content.withUnsafeBytes { bytes in
            unsafe lsg_make_content(bytes.baseAddress, bytes.count)
        }
        if memory < 0 { return refuse(errno) }
        welcome(memory, byteCount: content.count)
        close(memory)
    }

    @discardableResult
    private func send(error: Int32, memory: Int32, byteCount: Int) -> Bool {
        var welcome = lsg_welcome()
        welcome.magic = UInt32(lsg_magic)
        welcome.version = UInt32(lsg_version)
        welcome.error = error
        welcome.byte_count = UInt32(clamping: byteCount)
        return unsafe lsg_send_welcome(descriptor, &welcome, memory) == 0
    }

    /// Sends a notice: the descriptor is ready for reading.
    func sendNotice() { _ = lsg_send_notice(descriptor) }

    /// Whether nobody is there any more, or somebody who sent what it must not.
    var hasEnded: Bool { lsg_has_ended(descriptor) != 0 }
}

/// Which of these descriptors are ready to be read, or have been closed at the other end.
///
/// - Parameter milliseconds: how long to wait; -1 for as long as it takes.
/// - Returns: the places in the list.
func readyDescriptors(_ descriptors: [Int32], milliseconds: Int32) -> [Int] {
    var entries = descriptors.map {
        pollfd(fd: $0, events: Int16(POLLIN) | Int16(lsg_hang_up()), revents: 0)
    }
    let count = unsafe poll(&entries, UInt(entries.count), milliseconds)
    if count <= 0 { return [] }
    return entries.indices.filter { entries[$0].revents != 0 }
}
