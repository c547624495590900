import Devices
import Fabric
import Glibc
import Synchronization

/// Gives programs that have `libSGPreload.so` preloaded the devices of a fabric, as the device
/// nodes of one Linux host.
///
/// It listens on a socket in a private directory; a program's open file is a connection, and its
/// commands travel in memory that is shared with the program (CLoopbackSG.h). Each open file has a
/// thread. All programs come through one I_T nexus, as processes of one host do.
///
/// Programs of other users are refused, root's too. What a program writes to its connection or its
/// memory can spoil nothing but its own open files.
public final class LoopbackServer: Sendable {
    /// How many files can be open at the same time; the next one fails with ENFILE.
    public static let openFileLimit = 1024
    /// How many connections can be there that have not said what they want; then the oldest goes.
    public static let newcomerLimit = 64
    /// How long a connection has to say what it wants.
    static let helloSeconds: Int64 = 5

    private let fabric: RealTimeFabric
    private let nexus: NexusIdentifier
    private let provider: any DeviceFileProvider
    private let directory: PrivateDirectory
    private let files = OpenFiles(limit: openFileLimit)
    private let wake: WakeDescriptor
    private let isStopping = Atomic(false)
    private let hasLeft = Atomic(false)

    /// Starts a server.
    ///
    /// The process's limit of open descriptors is raised as far as the system lets it: each open
    /// file takes two.
    ///
    /// - Parameters:
    ///   - nexus: through which all programs come.
    ///   - provider: the devices by kind and number.
    ///   - directory: the private directory, of at most 90 bytes. It is made where it is not there;
    ///     else it must be this user's and nobody else's to enter.
    /// - Throws: `LoopbackFailure` where the directory will not do, or another server is in it.
    public init(
        _ fabric: RealTimeFabric, nexus: NexusIdentifier, provider: any DeviceFileProvider,
        directory: String
    ) throws(LoopbackFailure) {
        self.fabric = fabric
        self.nexus = nexus
        self.provider = provider
        wake = try WakeDescriptor()
        self.directory = try PrivateDirectory(directory)
        raiseDescriptorLimit()
        guard startThread({ [self] in watch() }) else {
            throw LoopbackFailure("no thread for the server")
        }
    }

    /// How many files are open.
    public var openFiles: Int { files.count }

    /// Stops: nothing more is accepted, programs that wait get ENODEV, tapes and disks are closed.
    /// Returns when all of that has happened.
    public func stop() {
        isStopping.store(true, ordering: .releasing)
        files.stop()
        wake.wake()
        while !files.isEmpty || !hasLeft.load(ordering: .acquiring) { usleep(1000) }
    }

    // MARK: Watching connections

    private struct Newcomer {
        var socket: ClientSocket
        var deadline: Int64
    }

    /// Accepts connections, hears what they want, and sees which of them end.
    private func watch() {
        var newcomers: [Newcomer] = []
        while !isStopping.load(ordering: .acquiring) {
            let watched = files.watched
            let descriptors =
                [directory.listener, wake.descriptor] + newcomers.map(\.socket.descriptor)
                + watched.map(\.socket.descriptor)
            let ready = readyDescriptors(
                descriptors, milliseconds: newcomers.isEmpty ? -1 : 1000)
            wake.clear()
            for index in ready where index >= 2 + newcomers.count {
                watched[index - 2 - newcomers.count].end()
            }
            let now = monotonicNow()
            let heard = Set(ready.map { $0 - 2 })
            newcomers = newcomers.enumerated().filter { index, newcomer in
                heard.contains(index) ? !hear(newcomer.socket) : newcomer.deadline > now
            }.map(\.element)
            if ready.contains(0) { accept(&newcomers) }
        }
        directory.leave()
        hasLeft.store(true, ordering: .releasing)
    }

    private func accept(_ newcomers: inout [Newcomer]) {
        while let socket = ClientSocket.accept(from: directory.listener) {
            guard socket.user == geteuid() else {
                socket.refuse(EACCES)
                continue
            }
            // The first packet mostly is there already.
            if hear(socket) { continue }
            if newcomers.count >= Self.newcomerLimit { newcomers.removeFirst() }
            newcomers.append(
                Newcomer(
                    socket: socket, deadline: monotonicNow() + Self.helloSeconds * 1_000_000_000))
        }
        // Without descriptors the listener stays ready: others must come to close theirs.
        if errno == EMFILE || errno == ENFILE { usleep(10_000) }
    }

    /// Whether a connection has said what it wants; then it is taken care of.
    private func hear(_ socket: ClientSocket) -> Bool {
        switch socket.receiveHello() {
        case .nothingYet: return false
        case .garbage: return true
        case .hello(let wire):
            do throws(DeviceOpenFailure) {
                switch try Hello.purpose(of: wire) {
                case .open(let hello): try begin(hello, socket)
                case .attach(let name):
                    guard let file = files.named(name) else {
                        throw DeviceOpenFailure(error: EBADF)
                    }
                    socket.welcome(file.area)
                }
            } catch {
                socket.refuse(error.error)
            }
            return true
        }
    }

    private func begin(_ hello: Hello, _ socket: ClientSocket) throws(DeviceOpenFailure) {
        try files.beginOpening()
        let isStarted = startThread { [self] in
            if hello.kind == .madeFile {
                answer(hello, socket)
                files.cancelOpening()
            } else {
                serve(hello, socket)
            }
        }
        if !isStarted {
            files.cancelOpening()
            throw DeviceOpenFailure(error: ENFILE)
        }
    }

    // MARK: On the connection's own thread

    private func answer(_ hello: Hello, _ socket: ClientSocket) {
        guard let content = provider.content(ofMadeFile: hello.number),
            content.count <= FileRequest.madeFileLimit
        else { return socket.refuse(ENOENT) }
        socket.welcome(content: content)
    }

    private func serve(_ hello: Hello, _ socket: ClientSocket) {
        let file: OpenFile
        let device: (any DeviceFile)?
        do throws(DeviceOpenFailure) {
            (file, device) = try open(hello, socket)
        } catch {
            files.cancelOpening()
            return socket.refuse(error.error)
        }
        // Reading from these two never has to wait for anybody else.
        if device != nil { socket.sendNotice() }
        wake.wake()
        let service = FileService(
            fabric, nexus, file.place.unit, hello, file.area, socket: socket, file: device
        ) { [files] in files.accessCount($0) }
        service.run { file.isEnding }
        files.remove(file)
    }

    private func open(
        _ hello: Hello, _ socket: ClientSocket
    ) throws(DeviceOpenFailure) -> (OpenFile, (any DeviceFile)?) {
        guard let place = provider.place(of: hello.kind, number: hello.number) else {
            throw DeviceOpenFailure(error: ENXIO)
        }
        if hello.kind == .generic, hello.isExclusive, hello.isReadOnly {
            throw DeviceOpenFailure(error: EPERM)
        }
        let area = try SharedArea()
        area.describe(hello, place)
        let file = OpenFile(hello, place, socket, area)
        try settle(place.unit, socket)
        // A program that has gone before it is welcomed is seen as any other is.
        if hello.kind.isGeneric {
            try admit(file)
            socket.welcome(area)
            return (file, nil)
        }
        switch provider.open(hello.kind, number: hello.number, flags: hello.flags) {
        case .failure(let failure): throw failure
        case .success(let device):
            do throws(DeviceOpenFailure) {
                try admit(file)
            } catch {
                _ = device.close()
                throw error
            }
            socket.welcome(area)
            return (file, device)
        }
    }

    /// How long to wait between two looks at other open files, in microseconds.
    private static let lookInterval: UInt32 = 500

    /// Waits until the files have ended that nobody has open any more: their programs closed them
    /// before this one was opened.
    private func settle(_ unit: RealTimeUnit, _ socket: ClientSocket) throws(DeviceOpenFailure) {
        while true {
            let ending = files.files(on: unit).filter { $0.isEnding || $0.socket.hasEnded }
            if ending.isEmpty { return }
            for file in ending where !file.isEnding { file.end() }
            usleep(Self.lookInterval)
            if socket.hasEnded { throw DeviceOpenFailure(error: EPIPE) }
        }
    }

    /// Puts a file among the others, as soon as O_EXCL lets it.
    private func admit(_ file: OpenFile) throws(DeviceOpenFailure) {
        while true {
            switch files.finishOpening(file) {
            case .none: return
            case .stopping: throw DeviceOpenFailure(error: ENODEV)
            case .exclusive:
                if file.hello.mustNotWait { throw DeviceOpenFailure(error: EBUSY) }
                usleep(Self.lookInterval)
                if file.socket.hasEnded { throw DeviceOpenFailure(error: EPIPE) }
            }
        }
    }
}
