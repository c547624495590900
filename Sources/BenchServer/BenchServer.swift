import Fabric
import Foundation
import FuseExport
import LoopbackSG
import ScenarioRunner
import Synchronization

/// A bench that is served to other programs: by the SG mock, as a mounted file system, or both,
/// and answering `sanbench status` and `sanbench ctl`.
public final class BenchServer: Sendable {
    /// What is served, and where.
    public struct Options: Sendable {
        /// The nexus that programs come through; nil for the file's first.
        public var nexus: String?
        /// Whether there is an SG mock.
        public var hasSG = true
        /// Where the file system is mounted; nil for nowhere.
        public var mount: String?
        /// Where disks and cartridges that are files stay; nil where they go with the server.
        public var keeping: String?

        /// An SG mock for the file's first nexus, and no mount.
        public init() {}
    }

    /// Where the server's sockets are.
    public let directory: ServerDirectory
    private let bench: RealTimeBench
    private let file: String
    private let mount: String?
    private let host: LoopbackHost?
    private let sg: LoopbackServer?
    private let fuse: FuseExport?
    private let isStopping = Atomic(false)
    private let control = Mutex<ControlServer?>(nil)
    private let asked = DispatchSemaphore(value: 0)

    /// Builds the bench and serves it from now on.
    ///
    /// - Parameters:
    ///   - file: the scenario file.
    ///   - directory: is claimed, and left at the end.
    /// - Throws: `ServerFault` or `BenchFault`; nothing is served then.
    public init(
        file: String, case setup: ScenarioCase, directory: ServerDirectory,
        options: Options = Options()
    ) throws {
        try directory.claim()
        self.directory = directory
        self.file = file
        mount = options.mount
        var cleanUp: [() -> Void] = [{ directory.leave() }]
        do {
            let bench = try RealTimeBench(file: file, case: setup, keeping: options.keeping)
            self.bench = bench
            cleanUp.append { try? bench.stop() }
            let nexus = try bench.nexus(options.nexus)
            if options.hasSG {
                let host = try LoopbackHost(
                    bench.fabric, nexus: nexus, privateDirectory: directory.path)
                self.host = host
                let sg = try LoopbackServer(
                    bench.fabric, nexus: nexus, provider: host, directory: directory.path)
                self.sg = sg
                cleanUp.append { sg.stop() }
            } else {
                host = nil
                sg = nil
            }
            if let mount = options.mount {
                let fuse = FuseExport(fabric: bench.fabric, nexus: nexus)
                _ = try FuseMount.cleanUpStale(at: mount)
                try fuse.mount(at: mount)
                self.fuse = fuse
                cleanUp.append { _ = try? fuse.unmount() }
            } else {
                fuse = nil
            }
            let listener = try ControlServer(at: directory.controlSocket) { [weak self] request in
                self?.answer(request) ?? .refused("the bench is being stopped")
            }
            control.withLock { $0 = listener }
        } catch {
            for step in cleanUp.reversed() { step() }
            throw error
        }
    }

    /// How the bench is.
    public var status: BenchStatus {
        BenchStatus(
            bench, file: file, process: getpid(), sg: sg == nil ? nil : directory.path,
            mount: mount)
    }

    /// The nodes that programs find: `/dev/sg0`, and what else leads to the same device.
    public var nodes: [ServedNode] { host?.devices.map(ServedNode.init) ?? [] }

    /// Returns when `stop` was asked for, by a client or by `askToStop`.
    public func waitUntilAsked() { asked.wait() }

    /// Lets `waitUntilAsked` return.
    public func askToStop() { asked.signal() }

    /// Stops serving, with everything written on stable storage. Programs that are in the middle
    /// of a command get an error.
    ///
    /// - Returns: what to tell: a mount that somebody still used.
    /// - Throws: `BenchFault` where a medium failed, `MountError` where it could not be unmounted.
    public func stop() throws -> String? {
        if isStopping.exchange(true, ordering: .acquiringAndReleasing) { return nil }
        control.withLock { $0?.stop() }
        var note: String?
        var failure: (any Error)?
        sg?.stop()
        do {
            if try fuse?.unmount() == .whileBusy {
                note = "\(mount ?? ""): somebody still used it; it goes when they end"
            }
        } catch { failure = error }
        do { try bench.stop() } catch { failure = failure ?? error }
        directory.leave()
        if let failure { throw failure }
        return note
    }

    private func answer(_ request: ControlRequest) -> ControlReply {
        do {
            switch request {
            case .status: return .status(status)
            case .snapshot(let disk, let name):
                try bench.takeSnapshot(of: disk, as: name)
                try host?.refresh()
                if let node = nodes.first(where: { $0.id == name }) { return .node(node.generic) }
            case .fault(let text): try bench.inject(text)
            case .load(let path, let tape): try bench.load(path, into: tape)
            case .unload(let tape): try bench.unload(tape)
            case .reset(let unit): try bench.reset(unit)
            case .stop: askToStop()
            }
            return .done
        } catch {
            return .refused("\(error)")
        }
    }
}

/// A logical unit as programs find it.
public struct ServedNode: Codable, Equatable, Sendable {
    /// Its name on the bench.
    public var id: String
    /// `/dev/sgN`.
    public var generic: String
    /// `/dev/sdX` or `/dev/stN`; nil where it has none.
    public var driver: String?

    init(_ device: LoopbackDevice) {
        id = device.place.unit.id
        generic = "/dev/" + device.genericName
        driver = device.driverName.map { "/dev/" + $0 }
    }
}
