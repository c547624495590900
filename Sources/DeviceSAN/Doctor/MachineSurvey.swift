import Foundation
import SGInitiator

/// What this machine offers to the bench and to the engine.
public struct MachineSurvey: Sendable {
    /// Where things are looked for.
    public struct Places: Sendable {
        /// The root of the file system.
        public var root = "/"
        /// The folders in which programs are looked for.
        public var programFolders: [String]
        /// The folders in which the preload library is looked for.
        public var libraryFolders: [String]

        /// Where they are on this machine: programs on the `PATH` and where administrators have
        /// them, the library beside this program or in the `lib` folder beside its own.
        public static var machine: Self {
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
                .deletingLastPathComponent()
            let library = folder.deletingLastPathComponent().appendingPathComponent("lib")
            return Self(
                programFolders: path.split(separator: ":").map(String.init)
                    + ["/usr/sbin", "/sbin"],
                libraryFolders: [folder.path, library.path])
        }

        init(root: String = "/", programFolders: [String], libraryFolders: [String]) {
            self.root = root
            self.programFolders = programFolders
            self.libraryFolders = libraryFolders
        }

        /// A path under the root.
        func place(_ path: String) -> String { root == "/" ? "/" + path : root + "/" + path }
    }

    /// The library that gives other programs the bench's devices.
    static let preloadLibrary = "libSGPreload.so"

    /// What was found, area by area.
    public var findings: [MachineFinding] = []
    /// The SCSI devices.
    public var devices: [DeviceSurvey] = []

    /// Looks at the machine.
    ///
    /// - Parameter paths: the devices to ask; none for all that there are.
    public init(_ places: Places = .machine, devices paths: [String] = []) {
        let nodes = paths.isEmpty ? Self.nodes(places) : paths
        devices = nodes.map { DeviceSurvey(path: $0) }
        findings = sg(places, nodes) + loopback(places) + fuse(places) + loop(places)
        findings += Self.programs.map { Self.program($0, places) }
    }

    /// What was found otherwise.
    init(findings: [MachineFinding], devices: [DeviceSurvey]) {
        self.findings = findings
        self.devices = devices
    }

    /// Whether programs can be given the bench's devices, in one way at least.
    public var canWork: Bool {
        [MachineFinding.Area.loopback, .fuse].contains { area in
            let parts = findings.filter { $0.area == area }
            return !parts.isEmpty && parts.allSatisfy { $0.state != .missing }
        }
    }

    // MARK: Devices

    /// The paths of all sg nodes, in the order of their numbers.
    private static func nodes(_ places: Places) -> [String] {
        let manager = FileManager.default
        let names = ["sys/class/scsi_generic", "dev"].flatMap {
            (try? manager.contentsOfDirectory(atPath: places.place($0))) ?? []
        }
        let numbers = names.compactMap { $0.hasPrefix("sg") ? Int($0.dropFirst(2)) : nil }
        return Set(numbers).sorted().map { places.place("dev/sg\($0)") }
    }

    private func sg(_ places: Places, _ nodes: [String]) -> [MachineFinding] {
        var found: [MachineFinding] = []
        let version = FileManager.default.contents(atPath: places.place("proc/scsi/sg/version"))
        if let version {
            let word = String(decoding: version, as: UTF8.self).split { !$0.isNumber }.first
            found.append(
                MachineFinding(.sg, "kernel driver sg", .ok, "version \(word ?? "unknown")"))
        } else {
            found.append(
                MachineFinding(
                    .sg, "kernel driver sg", .missing, "no /proc/scsi/sg",
                    remedy: "modprobe sg, where real devices are to be used"))
        }
        if nodes.isEmpty {
            found.append(
                MachineFinding(
                    .sg, "nodes", .missing, "no /dev/sg*",
                    remedy: "none without hardware; the bench has its own"))
            return found
        }
        let denied = devices.filter { !$0.isPermitted }.map(\.path)
        let managers = devices.count { $0.hasCopyManager }
        found.append(
            MachineFinding(
                .sg, "nodes", denied.isEmpty ? .ok : .limited,
                "\(nodes.count), with a copy manager \(managers)",
                remedy: denied.isEmpty
                    ? nil
                    : "read and write permission for \(denied.joined(separator: ", ")): the"
                        + " group of the node, or root"))
        return found
    }

    // MARK: Ways in

    private func loopback(_ places: Places) -> [MachineFinding] {
        let manager = FileManager.default
        let libraries = places.libraryFolders.map { $0 + "/" + Self.preloadLibrary }
        let library = libraries.first { manager.fileExists(atPath: $0) }
        let memory = places.place("dev/shm")
        let hasMemory = manager.isWritableFile(atPath: memory)
        return [
            MachineFinding(
                .loopback, "preload library", library == nil ? .missing : .ok,
                library ?? "no \(Self.preloadLibrary) beside the program",
                remedy: library == nil
                    ? "swift build --product SGPreload, or install it beside sanbench" : nil),
            MachineFinding(
                .loopback, "shared memory", hasMemory ? .ok : .missing, memory,
                remedy: hasMemory ? nil : "a tmpfs that can be written, mounted on /dev/shm"),
        ]
    }

    private func fuse(_ places: Places) -> [MachineFinding] {
        let manager = FileManager.default
        let node = places.place("dev/fuse")
        let isThere = manager.fileExists(atPath: node)
        let isOpen = manager.isReadableFile(atPath: node) && manager.isWritableFile(atPath: node)
        let settings = manager.contents(atPath: places.place("etc/fuse.conf")) ?? Data()
        let lines = String(decoding: settings, as: UTF8.self).split(separator: "\n")
        let allowsOther = lines.contains {
            $0.trimmingCharacters(in: .whitespaces) == "user_allow_other"
        }
        return [
            MachineFinding(
                .fuse, "/dev/fuse", isOpen ? .ok : .missing,
                isOpen ? "can be opened" : isThere ? "no permission" : "not there",
                remedy: isOpen
                    ? nil
                    : isThere
                        ? "read and write permission for \(node)"
                        : "modprobe fuse; a container needs --device /dev/fuse"),
            Self.program(
                Program(area: .fuse, name: "fusermount3", package: "fuse3"), places),
            MachineFinding(
                .fuse, "user_allow_other", allowsOther ? .ok : .limited,
                allowsOther ? "set" : "not set: mounts are seen by one user alone",
                remedy: allowsOther ? nil : "user_allow_other in /etc/fuse.conf"),
        ]
    }

    private func loop(_ places: Places) -> [MachineFinding] {
        let isOpen = FileManager.default.isWritableFile(atPath: places.place("dev/loop-control"))
        return [
            MachineFinding(
                .loop, "/dev/loop-control", isOpen ? .ok : .missing,
                isOpen ? "can be opened" : "not there, or no permission",
                remedy: isOpen ? nil : "modprobe loop; loop mounts need root")
        ]
    }

    // MARK: Programs

    private struct Program: Sendable {
        var area = MachineFinding.Area.programs
        var name: String
        /// The Debian package that has it.
        var package: String
    }

    private static let programs = [
        Program(name: "sg_xcopy", package: "sg3-utils"),
        Program(name: "ddpt", package: "ddpt"),
        Program(name: "lsscsi", package: "lsscsi"),
        Program(name: "mt", package: "mt-st"),
        Program(name: "tar", package: "tar"),
        Program(name: "cpio", package: "cpio"),
        Program(name: "ntfs-3g", package: "ntfs-3g"),
        Program(name: "mkfs.ext4", package: "e2fsprogs"),
        Program(name: "qemu-img", package: "qemu-utils"),
        Program(name: "iscsi-test-cu", package: "libiscsi-bin"),
    ]

    private static func program(_ program: Program, _ places: Places) -> MachineFinding {
        let found = places.programFolders.map { $0 + "/" + program.name }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        return MachineFinding(
            program.area, program.name, found == nil ? .missing : .ok, found ?? "not on the PATH",
            remedy: found == nil ? "apt-get install \(program.package)" : nil)
    }
}
